"""Trains a small neural network on handwritten digits and records it with Runicorn.

    python3 train.py --seed 1

Standard library only, so it takes a while: about half a minute in which the charts grow.
"""

import argparse
import math
import random

from digits import load_digits
from network import Network

import runicorn as rn

BATCH = 32
MOMENTUM = 0.9
WEIGHT_DECAY = 1e-4


def parse_args():
    parser = argparse.ArgumentParser(description="Train a small network on handwritten digits.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--lr", type=float, default=0.03)
    parser.add_argument("--hidden", type=int, default=32)
    parser.add_argument("--storage", help="where runs are stored; else RUNICORN_DIR, else ./.runicorn")
    parser.add_argument("--project", default="digits")
    parser.add_argument("--name", default="mlp")
    return parser.parse_args()


def main():
    args = parse_args()
    training, validation = load_digits()
    network = Network(args.hidden, args.seed)
    order = random.Random(args.seed)
    steps_per_epoch = math.ceil(len(training) / BATCH)
    config = {
        "seed": args.seed,
        "epochs": args.epochs,
        "lr": args.lr,
        "hidden": args.hidden,
        "batch": BATCH,
        "momentum": MOMENTUM,
        "weight_decay": WEIGHT_DECAY,
    }

    with rn.init(
        project=args.project,
        name=args.name,
        config=config,
        tags=["python"],
        alias=f"seed {args.seed}",
        storage=args.storage,
    ) as run:
        run.set_primary_metric("val/acc", mode="max")
        run.log_text(f"{len(training)} training and {len(validation)} validation examples")
        step = 0
        for epoch in range(1, args.epochs + 1):
            order.shuffle(training)
            for start in range(0, len(training), BATCH):
                # Half a cosine: from the full learning rate down to zero.
                lr = args.lr * 0.5 * (1 + math.cos(math.pi * step / (args.epochs * steps_per_epoch)))
                loss, accuracy, norm = network.train(training[start : start + BATCH], lr, MOMENTUM, WEIGHT_DECAY)
                step += 1
                run.log({"train/loss": loss, "train/acc": accuracy, "lr": lr, "grad_norm": norm}, step=step)

            loss, accuracy = network.evaluate(validation)
            run.log({"val/loss": loss, "val/acc": accuracy, "epoch": epoch}, step=step)
            run.summary({"val/loss": loss, "val/acc": accuracy, "steps": step})
            line = f"epoch {epoch} of {args.epochs}: validation loss {loss:.4f}, accuracy {accuracy:.2%}"
            run.log_text(line)
            print(line, flush=True)


if __name__ == "__main__":
    main()

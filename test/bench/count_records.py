"""How many of the records of `writers.py` a reader finds: `count_records.py <writer> <folder>`."""

import glob
import json
import os
import sqlite3
import struct
import sys

METRICS = 4


def files(pattern):
    return glob.glob(os.path.join(sys.argv[2], "**", pattern), recursive=True)


def lines():
    count = 0
    for path in files("events.jsonl"):
        with open(path, encoding="utf-8") as file:
            for line in file.read().split("\n")[:-1]:
                count += json.loads(line)["type"] == "metrics"
    return count


def tensorboard():
    from tensorboard.compat.proto.event_pb2 import Event

    count = 0
    for path in files("events.out.tfevents*"):
        with open(path, "rb") as file:
            content = file.read()
        at = 0
        while at + 12 <= len(content):
            (length,) = struct.unpack_from("<Q", content, at)
            end = at + 12 + length + 4
            if end > len(content):
                break
            event = Event.FromString(content[at + 12 : at + 12 + length])
            count += len(event.summary.value)
            at = end
    # The record is whole when its last metric is.
    return count // METRICS


def wandb():
    from wandb.proto import wandb_internal_pb2

    steps = set()
    for path in files("*.wandb"):
        for data in log_records(path):
            record = wandb_internal_pb2.Record()
            record.ParseFromString(data)
            # Some steps come in two pieces.
            if record.WhichOneof("record_type") == "history":
                steps.add(record.history.step.num)
    return len(steps)


def log_records(path):
    """W&B's file is a log of LevelDB: blocks of 32 KiB, records in one or more pieces, after a header of 7 bytes."""
    with open(path, "rb") as file:
        content = file.read()
    at, pieces = 7, b""
    while at + 7 <= len(content):
        room = 32768 - at % 32768
        if room < 7:
            at += room
            continue
        _, length, kind = struct.unpack_from("<IHB", content, at)
        if kind == 0 or at + 7 + length > len(content):
            return
        pieces += content[at + 7 : at + 7 + length]
        at += 7 + length
        # Whole, first, middle, last.
        if kind in (1, 4):
            yield pieces
            pieces = b""


def trackio():
    count = 0
    for path in files("*.db"):
        with sqlite3.connect(path) as database:
            count += database.execute("SELECT COUNT(*) FROM metrics").fetchone()[0]
    return count


COUNTERS = {"torch": tensorboard, "tensorboardX": tensorboard, "wandb": wandb, "trackio": trackio}
print(COUNTERS.get(sys.argv[1], lines)())

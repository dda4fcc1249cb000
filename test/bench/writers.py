"""One tracker at work, measured: `writers.py <writer> <folder> tight <calls>` or `… paced`.

tight: as many calls of log() with 4 metrics as fast as it goes; prints a JSON object of times and bytes.
paced: 1,000 calls a second until it is killed; prints the number of calls that have returned.
"""

import glob
import json
import os
import sys
import time

writer, folder, how = sys.argv[1:4]
calls = int(sys.argv[4]) if how == "tight" else 0
METRICS = 4
began = time.perf_counter()


def ours(**options):
    if writer == "stdlib" or options.pop("stdlib", False):
        sys.modules["orjson"] = None
    import runicorn as rn

    def start():
        run = rn.init(project="bench", storage=folder, **options)
        return run.log, run.finish

    return start


def torch_writer():
    from torch.utils.tensorboard import SummaryWriter

    return lambda: scalars(SummaryWriter(folder))


def tensorboardx():
    from tensorboardX import SummaryWriter

    return lambda: scalars(SummaryWriter(folder))


def scalars(summary):
    step = 0

    def log(values):
        nonlocal step
        step += 1
        for key, value in values.items():
            summary.add_scalar(key, value, step)

    return log, summary.close


def wandb_offline():
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=folder, WANDB_CACHE_DIR=folder)
    import wandb

    def start():
        run = wandb.init(project="bench", dir=folder)
        return run.log, run.finish

    return start


def trackio_local():
    os.environ.update(TRACKIO_DIR=folder, HF_HUB_OFFLINE="1")
    import trackio

    def start():
        trackio.init(project="bench", embed=False)
        return trackio.log, trackio.finish

    return start


def runicorn_06():
    import runicorn as rn

    assert rn.__version__.startswith("0.6"), rn.__version__

    def start():
        run = rn.init(path="bench", storage=folder)
        return run.log, run.finish

    return start


WRITERS = {
    "stdlib": lambda: ours(),
    "orjson": lambda: ours(),
    "deferred": lambda: ours(deferred=True, stdlib=True),
    "durable": lambda: ours(durable=True, stdlib=True),
    "torch": torch_writer,
    "tensorboardX": tensorboardx,
    "wandb": wandb_offline,
    "trackio": trackio_local,
    "runicorn 0.6": runicorn_06,
}


def tree_seconds():
    """CPU time of this process, its children and those that have ended."""
    ticks, waiting = 0, [str(os.getpid())]
    while waiting:
        pid = waiting.pop()
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                ticks += sum(map(int, file.read().rpartition(")")[2].split()[11:15]))
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children", encoding="utf-8") as file:
                    waiting += file.read().split()
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def bytes_of(path):
    files = (file for file in glob.glob(path + "/**", recursive=True) if os.path.isfile(file))
    return sum(os.path.getsize(file) for file in files)


def values(step):
    return {"loss": 1 / step, "acc": step * 1e-6, "lr": 3e-4 / step, "grad_norm": step % 97 + 0.5}


def tight(log, finish):
    # Whatever init does in the background is over then, ours and theirs.
    time.sleep(1.5)
    for step in range(1, 101):
        log(values(step))
    before, size = tree_seconds(), bytes_of(folder)
    times, clock = [], time.perf_counter_ns
    for step in range(101, 101 + calls):
        record = values(step)
        start = clock()
        log(record)
        times.append(clock() - start)
    start = time.perf_counter()
    finish()
    finished = time.perf_counter() - start
    times.sort()
    return {
        "p50_us": times[len(times) // 2] / 1000,
        "p99_us": times[len(times) * 99 // 100] / 1000,
        "mean_us": sum(times) / len(times) / 1000,
        "cpu_us": (tree_seconds() - before) / calls * 1e6,
        "bytes_per_point": (bytes_of(folder) - size) / calls / METRICS,
        "finish_ms": finished * 1000,
    }


def paced(log):
    begun, step = time.perf_counter(), 0
    while True:
        step += 1
        log(values(step))
        os.write(said, b"%d\n" % step)
        time.sleep(max(0.0, begun + step / 1000 - time.perf_counter()))


# What trackers print must not get among our numbers.
said = os.dup(1)
os.dup2(2, 1)
start = WRITERS[writer]()
imported = time.perf_counter()
log, finish = start()
begun = time.perf_counter()
if how == "paced":
    paced(log)
result = tight(log, finish)
result.update(import_ms=(imported - began) * 1000, init_ms=(begun - imported) * 1000)
os.write(said, (json.dumps(result) + "\n").encode())

"""A training in a file of its own: begins a run as told, records two metrics at different places, ends."""

import json
import os
import time

import runicorn as rn

options = json.loads(os.environ.get("RUN_OPTIONS", "{}"))


def await_file(file):
    """A run that ends leaves out what is not captured yet: on a busy machine it has the time it takes."""
    end = time.monotonic() + float(os.environ.get("RUN_AWAITS_MS", 0)) / 1000
    while not os.path.exists(file) and time.monotonic() < end:
        time.sleep(0.01)


def train():
    run = rn.init(project="captured", **options)
    for epoch in range(3):
        rn.log({"loss": 1 / (epoch + 1)})
    [rn.log({"loss": value, "accuracy": value}) for value in (1, 2)]
    await_file(os.path.join(run.run_dir, "environment.json"))
    run.finish()
    return run.run_dir


print(train())

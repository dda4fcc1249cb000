"""A training in a file of its own: begins a run as told, records two metrics at different places, ends."""

import json
import os

import runicorn as rn

options = json.loads(os.environ.get("RUN_OPTIONS", "{}"))


def train():
    run = rn.init(project="captured", **options)
    for epoch in range(3):
        rn.log({"loss": 1 / (epoch + 1)})
    [rn.log({"loss": value, "accuracy": value}) for value in (1, 2)]
    run.finish()
    return run.run_dir


print(train())

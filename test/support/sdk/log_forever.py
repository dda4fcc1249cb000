"""Runs one training after another until it is killed; says on stdout, in JSON lines, what it was told.

Arguments: the store's root, options of init as JSON.
"""

import itertools
import json
import os
import random
import sys

import runicorn as rn


def say(**what):
    os.write(1, (json.dumps(what) + "\n").encode())


root, options = sys.argv[1], json.loads(sys.argv[2])
for length in itertools.chain([10**9] if random.random() < 0.5 else [], itertools.repeat(50)):
    run = rn.init(project="killed", storage=root, **options)
    say(directory=run.run_dir)
    run.set_primary_metric("acc")
    for step in range(1, length + 1):
        run.log({"loss": 1 / step, "text": "x" * (step % 50), "acc": step * step})
        say(logged=step)
        if step % 7 == 0:
            run.flush()
            say(flushed=step)
    run.summary({"length": length})
    run.finish()
    say(finished=True)

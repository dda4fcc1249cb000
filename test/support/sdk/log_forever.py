"""Logs until it is killed. Prints the run's directory, then every step after its log() has returned."""

import os
import sys

import runicorn as rn

run = rn.init(project="killed", storage=sys.argv[1])
os.write(1, (run.run_dir + "\n").encode())
step = 0
while True:
    step += 1
    run.log({"loss": 1 / step, "text": "x" * (step % 50), "step_squared": step * step})
    os.write(1, b"%d\n" % step)

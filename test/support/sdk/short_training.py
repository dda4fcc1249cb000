"""A short training in which everything happens once; says on stdout, in JSON lines, what it was told.

RUNICORN_TEST_TRAINING holds {"root", "init": options of init, "clock": [[step, seconds later], …], "end": how it ends}.
"""

import fault_plan  # noqa: I001  Before the SDK, whose calls it makes fail.
import json
import os
import sys
import threading

import runicorn as rn

training = json.loads(os.environ["RUNICORN_TEST_TRAINING"])
clock = dict(training.get("clock", []))


def say(**what):
    fault_plan.real["write"](1, (json.dumps(what) + "\n").encode())


def log(run, step):
    if step in clock:
        fault_plan.set_clock(clock[step])
    if step == training.get("room_at"):
        fault_plan.make_room(1 << 20)
    run.log({"loss": 1 / step, "acc": step / 10, "text": "x" * training.get("bytes", 0)})
    say(logged=step)


def flush(run, step):
    run.flush()
    say(flushed=step, unsynced=sorted(fault_plan.unsynced))


def end(run, how):
    """Ends the process in one of the ways a process ends."""
    if how == "os._exit":
        os._exit(3)
    if how == "abort":
        os.abort()
    if how == "segfault":
        import ctypes

        ctypes.string_at(0)
    if how == "shutdown":
        # What is logged while the interpreter is being torn down: from a thread, from __del__.
        class Late:
            def __del__(self):
                run.log({"late": 1})

        sys.late = Late()
        threading.Thread(target=lambda: [run.log({"thread": 1}) for _ in range(20_000)], daemon=True).start()
        return
    run.finish()
    say(finished=True, dropped=run.dropped_records)


def main():
    run = rn.init(storage=training["root"], project="faults", name="short", config={"lr": 0.1}, **training["init"])
    say(directory=run.run_dir)
    run.set_primary_metric("acc")
    for step in range(1, 4):
        log(run, step)
    run.log_text("a line")
    run.summary({"final": 1})
    run.log_image("picture", b"\x89PNG\r\n\x1a\n" + bytes(64), step=3)
    flush(run, 3)
    for step in range(4, training.get("steps", 8) + 1):
        log(run, step)
    flush(run, training.get("steps", 8))
    end(run, training.get("end", "finish"))


main()
say(calls=fault_plan.calls)

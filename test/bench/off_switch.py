"""Nanoseconds of a call that is switched off, beside an empty function with the same arguments."""

import json
import statistics
import time

import runicorn as rn

CALLS = 20_000


def empty(data=None, *, step=None, stage=None, **values):
    return None


def nanoseconds(call):
    record = {"loss": 0.5, "acc": 0.9, "lr": 1e-3, "grad_norm": 2.0}
    clock = time.perf_counter_ns
    begun = clock()
    for step in range(CALLS):
        call(record, step=step)
    return (clock() - begun) / CALLS


rn.set_enabled(False)
run = rn.init(project="off")
rounds = [(nanoseconds(empty), nanoseconds(run.log), nanoseconds(rn.log)) for _ in range(15)]
nothing, method, function = (statistics.median(column) for column in zip(*rounds))
ratios = [statistics.median(line[i] / line[0] for line in rounds) for i in (1, 2)]
print(json.dumps({"empty_ns": nothing, "run_log_ns": method, "log_ns": function, "ratios": ratios}))

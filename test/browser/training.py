"""A training that logs what each line on stdin says: a JSON object of values, or a word: text, finish, fail."""

import json
import sys

import runicorn as rn

run = rn.init(storage=sys.argv[1], project="live", name="training")
print(run.id, flush=True)
for line in sys.stdin:
    order = json.loads(line)
    if order == "finish":
        run.finish()
    elif order == "fail":
        raise ValueError("loss went away")
    elif isinstance(order, str):
        run.log_text(order)
    else:
        run.log(order)
    print("done", flush=True)

"""A training that does what each line on stdin says, as JSON, and answers with a line of what it counted."""

import json
import sys

import runicorn as rn

run = None
for line in sys.stdin:
    order = json.loads(line)
    if "init" in order:
        run = rn.init(**order["init"])
    for _ in range(order.get("log", 0)):
        run.log({"loss": 0.5, "text": "x" * order.get("bytes", 0)})
    if order.get("finish"):
        run.finish()
    answer = {"id": run.id, "directory": run.run_dir, "dropped": run.dropped_records}
    print(json.dumps(answer), flush=True)

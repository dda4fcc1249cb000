"""Does what a part of life.json says; prints directory, class of status and lines after each flush, of every run."""

import json
import os
import sys

import runicorn as rn


def lines(run):
    rank = os.environ.get("RANK")
    names = ["events.jsonl", f"events.rank{rank}.jsonl"]
    paths = [os.path.join(run.run_dir, name) for name in names] if run.run_dir else []
    found = [path for path in paths if os.path.exists(path)]
    if not found:
        return 0
    with open(found[-1], "rb") as file:
        return file.read().count(b"\n")


def main(script, part, root):
    with open(script, encoding="utf-8") as file:
        orders = json.load(file)[part]
    runs, flushed = {}, []
    for order in orders:
        op, run = order["op"], runs.get(order.get("run"))
        if op == "init":
            runs[order["run"]] = rn.init(storage=root, **order["options"])
        elif op == "resume":
            options = {**order["options"], "run_id": runs[order["of"]].id, "resume": True}
            runs[order["run"]] = rn.init(storage=root, **options)
        elif op == "fork":
            runs[order["run"]] = runs[order["from"]].fork(**order["options"])
        elif op == "log":
            run.log(order["data"], step=order.get("step"), stage=order.get("stage"))
        elif op == "active":
            rn.log(order["data"])
        elif op == "text":
            run.log_text(order["text"])
        elif op == "flush":
            run.flush()
            flushed.append(lines(run))
        else:
            run.finish(order["status"])
    told = {name: {"id": run.id, "directory": run.run_dir, "status": run.status} for name, run in runs.items()}
    print(json.dumps({"runs": told, "flushed": flushed}))


main(*sys.argv[1:])

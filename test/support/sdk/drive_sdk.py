"""Does with the Python SDK what a file of calls says, then prints what the run counted."""

import json
import sys

import runicorn as rn


class Unprintable:
    """Something no JSON can hold."""


def untag(value):
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$float" in value:
        return float(value["$float"])
    if "$int" in value:
        return int(value["$int"])
    if "$bad" in value:
        return Unprintable()
    return {key: untag(item) for key, item in value.items()}


def main(script, root):
    with open(script, encoding="utf-8") as file:
        document = json.load(file)
    run = rn.init(**untag(document["init"]), storage=root)
    for call in document["calls"]:
        kind = call["call"]
        if kind == "log":
            run.log(untag(call["data"]), step=untag(call.get("step")), stage=call.get("stage"))
        elif kind == "text":
            run.log_text(call["text"])
        elif kind == "summary":
            run.summary(untag(call["data"]))
        elif kind == "primary":
            run.set_primary_metric(call["name"], call["mode"])
        else:
            run.finish(call["status"])
    counted = {"records": run.dropped_records, "values": run.dropped_values}
    print(json.dumps({"directory": run.run_dir, "dropped": counted}))


main(*sys.argv[1:])

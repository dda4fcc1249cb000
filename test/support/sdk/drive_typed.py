"""Calls the methods of a run of the Python SDK that a file names, then prints what they returned and the run counted."""

import base64
import json
import sys

import runicorn as rn


def untag(value):
    if isinstance(value, list):
        return [untag(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$float" in value:
        return float(value["$float"])
    if "$int" in value:
        return int(value["$int"])
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    if "$bad" in value:
        return object()
    if "$repeat" in value:
        item, count = value["$repeat"]
        return [untag(item)] * count
    if "$text" in value:
        item, count = value["$text"]
        return item * count
    return {key: untag(item) for key, item in value.items()}


def main(script, root):
    with open(script, encoding="utf-8") as file:
        calls = json.load(file)["calls"]
    run = rn.init("typed", storage=root, capture_env=False, capture_code=False, system_metrics=False)
    answers = []
    for call in calls:
        answer = getattr(run, call["call"])(*untag(call["args"]), **untag(call.get("options", {})))
        answers.append(answer if isinstance(answer, str) else "")
    counted = {"records": run.dropped_records, "values": run.dropped_values}
    print(json.dumps({"directory": run.run_dir, "dropped": counted, "answers": answers}))


main(*sys.argv[1:])

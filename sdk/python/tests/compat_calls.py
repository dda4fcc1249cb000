"""Random programs for the SDKs, as JSON: runs with their calls. The same seed gives the same programs."""

import random

NAMES = ("resnet", "yolo v2", "ünï ☃", "a/b", "lr=0.1")
KEYS = ("loss", "acc", "val/top-5", "ünï", 'quote"\\', "a b", "epoch", "time", "step", "global_step", "0")
TEXTS = ("", "plain", "ünï ☃ 🦄", 'a "b" \\ /', "two\nlines", "a | b", "\x1b[31mred\x1b[0m", "100 %")
FILES = ("model.bin", "sub/state.bin", "ünï ☃.txt", "a b")


def programs(seed, count):
    """`count` runs, and what each calls."""
    chance = random.Random(seed)
    return [_program(chance, f"20260101_{number:06d}_{chance.getrandbits(24):06x}") for number in range(count)]


def _program(chance, run_id):
    options = {"project": chance.choice(("cv", "nlp ☃")), "name": chance.choice(NAMES), "run_id": run_id}
    for key, values in (("alias", TEXTS[1:4]), ("notes", TEXTS), ("tags", (["a", "ü"], []))):
        if chance.random() < 0.5:
            options[key] = chance.choice(values)
    options["config"] = {chance.choice(KEYS): _value(chance, 2, finite=True) for _ in range(chance.randrange(4))}
    calls = [_call(chance) for _ in range(chance.randrange(4, 20))]
    # What a second primary metric means for the first is nowhere said.
    primary = [index for index, call in enumerate(calls) if call["call"] == "primary"]
    calls = [call for index, call in enumerate(calls) if index not in primary[1:]]
    calls.append(
        {"call": "finish", "status": chance.choice(("finished", "failed", "interrupted", "completed", "killed"))}
    )
    return {"init": options, "calls": calls}


def _call(chance):
    kind = chance.choice(("log",) * 6 + ("text", "summary", "primary", "image", "artifact", "use"))
    if kind == "log":
        data = {chance.choice(KEYS): _value(chance, 2) for _ in range(chance.randrange(1, 5))}
        call = {"call": kind, "data": data}
        if chance.random() < 0.3:
            call["step"] = chance.choice((0, 5, -3, 100, 2**40))
        if chance.random() < 0.2:
            call["stage"] = chance.choice(("train", "ü"))
        if chance.random() < 0.1:
            data["stage"] = "of data"
        return call
    if kind == "text":
        return {"call": kind, "text": chance.choice(TEXTS)}
    if kind == "summary":
        return {"call": kind, "data": {chance.choice(KEYS): _value(chance, 1, finite=True)}}
    if kind == "primary":
        return {"call": kind, "name": chance.choice(("acc", "loss")), "mode": chance.choice(("max", "min"))}
    if kind == "image":
        caption, step = chance.choice((None, "ü")), chance.choice((None, 3))
        return {"call": kind, "key": chance.choice(KEYS[:6]), "step": step, "caption": caption}
    name = chance.choice(("weights", "ünï"))
    if kind == "use":
        return {"call": kind, "spec": name + chance.choice(("", ":latest", ":v1", ":best", ":v99"))}
    files = {path: chance.choice(TEXTS) for path in chance.sample(FILES, chance.randrange(1, 4))}
    aliases = chance.choice(([], ["best"], ["best", "ü"]))
    references = [{"uri": "s3://bucket/ü", "size": 7}] if chance.random() < 0.3 else []
    type_ = chance.choice(("model", "dataset")) if name == "weights" else "custom kind"
    return {"call": kind, "name": name, "type": type_, "files": files, "aliases": aliases, "references": references}


def _value(chance, depth, finite=False):
    kind = chance.randrange(8 if depth else 6)
    if kind == 0:
        return chance.choice((0, 1, -1, 10, 2**53, -(2**40)))
    if kind == 1:
        return chance.choice((0.5, -0.25, 1e-7, 1e300, 5e-324, 0.1))
    if kind == 2:
        return chance.choice((True, False, None))
    if kind == 3:
        return chance.choice(TEXTS)
    if kind == 4:
        return chance.uniform(-10, 10)
    if kind == 5:
        return 0.75 if finite else {"$float": chance.choice(("NaN", "Infinity", "-Infinity"))}
    if kind == 6:
        return [_value(chance, depth - 1, finite) for _ in range(chance.randrange(3))]
    return {chance.choice(("x", "ü", "")): _value(chance, depth - 1, finite) for _ in range(chance.randrange(3))}


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(programs(int(sys.argv[1]), int(sys.argv[2]))))

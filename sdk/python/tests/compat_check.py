"""Compares a store with the programs that wrote it: `python -m tests.compat_check <programs.json> <root>`."""

import json
import os
import sys

from .compat_model import Expected, ExpectedArtifacts, image_bytes, same
from .compat_reader import read_artifacts, read_regular, read_runs


def differences(programs, root):
    """What the store says otherwise than the programs; empty when all is the same."""
    found = []
    runs = read_runs(root)
    artifacts = ExpectedArtifacts(programs)

    def compare(what, stored, expected):
        if not same(stored, expected):
            found.append(f"{what}: stored {stored!r:.500}, expected {expected!r:.500}")

    compare("runs", sorted(runs), sorted(program["init"]["run_id"] for program in programs))
    for program in programs:
        options = program["init"]
        run_id = options["run_id"]
        run, expected = runs[run_id], Expected(program)
        compare(f"{run_id} path", run.meta["path"], f"{options['project']}/{options['name']}")
        compare(f"{run_id} alias", run.meta["alias"], options.get("alias"))
        compare(f"{run_id} tags", run.meta["tags"], options.get("tags", []))
        compare(f"{run_id} config", run.assets["config"]["args"], options["config"])
        compare(f"{run_id} status", run.status["status"], expected.status)
        compare(f"{run_id} metrics", [_without_time(row) for row in run.metrics], expected.metrics)
        images = [{key: image[key] for key in ("key", "step", "caption")} for image in run.images]
        compare(f"{run_id} images", images, expected.images)
        for image in run.images:
            content = read_regular(os.path.join(run.directory, image["path"]))
            compare(f"{run_id} {image['path']}", content == image_bytes(image["key"]), True)
        lines = [line[len("HH:MM:SS | ") :] for line in run.log if "⚠️ Alert" not in line]
        compare(f"{run_id} log", lines, expected.log)
        best = expected.best
        summary = dict(expected.summary)
        if best is not None and best["value"] is not None:
            summary.update({"best_metric_" + key: best[key] for key in ("name", "value", "step", "mode")})
        compare(f"{run_id} summary", run.summary, summary)
        compare(f"{run_id} created", list(map(list, run.created)), list(map(list, artifacts.created[run_id])))
        compare(f"{run_id} used", list(map(list, run.used)), list(map(list, artifacts.used[run_id])))
    stored = read_artifacts(root)
    compare("artifacts", sorted(map(str, stored)), sorted(map(str, artifacts.versions)))
    for key, (versions, aliases) in stored.items():
        compare(f"{key} aliases", aliases, artifacts.aliases[key])
        contents = [versions[number].contents for number in sorted(versions)]
        compare(f"{key} contents", contents == [content for content, _ in artifacts.versions[key]], True)
    return found


def _without_time(row):
    return {key: value for key, value in row.items() if key != "time"}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        result = differences(json.load(file), sys.argv[2])
    print("\n".join(result))
    sys.exit(1 if result else 0)

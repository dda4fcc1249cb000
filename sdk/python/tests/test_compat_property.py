import os
import random
import tempfile
from pathlib import Path

import runicorn as rn

from .compat_calls import programs
from .compat_check import differences
from .compat_model import image_bytes, untag
from .compat_reader import NotCompatible, read_runs
from .support import StoreTest

# As many as a quick test can take; RUNICORN_COMPAT_RUNS asks for more.
RUNS = int(os.environ.get("RUNICORN_COMPAT_RUNS", "40"))
SEED = int(os.environ.get("RUNICORN_COMPAT_SEED", random.randrange(2**32)))


class FilesOpenInTheLayoutOfOlderVersions(StoreTest):
    def test_whatever_was_called(self):
        seed = SEED
        wanted = programs(seed, RUNS)
        for program in wanted:
            self.execute(program)
        self.assertEqual(differences(wanted, self.root), [], f"RUNICORN_COMPAT_SEED={seed}")

    def test_the_reader_takes_nothing_else(self):
        with rn.init("p", "n", storage=self.root, run_id="20260101_000000_abcdef") as run:
            run.log({"a": 1})
        self.assertEqual(len(read_runs(self.root)), 1)
        for name, content in (
            ("events.jsonl", '{"ts":1,"type":"metrics","data":{"global_step":1.5,"time":1}}\n'),
            ("events.jsonl", '{"ts":1,"type":"metrics","data":{"global_step":1,"time":1}}'),
            ("status.json", '{\n  "status": "done",\n  "started_at": 1\n}'),
            ("assets.json", "{}"),
            ("logs.txt", "no time\n"),
            ("meta.json", '{"id": "20260101_000000_abcdef"}'),
        ):
            path = os.path.join(run.run_dir, name)
            before = Path(path).read_bytes() if os.path.exists(path) else None
            with open(path, "w") as file:
                file.write(content)
            with self.assertRaises(NotCompatible, msg=content):
                read_runs(self.root)
            if before is None:
                os.unlink(path)
            else:
                Path(path).write_bytes(before)

    def execute(self, program):
        quiet = {"capture_env": False, "capture_code": False, "system_metrics": False}
        run = rn.init(**program["init"], **quiet, storage=self.root)
        for call in program["calls"]:
            kind = call["call"]
            if kind == "log":
                run.log(untag(call["data"]), step=call.get("step"), stage=call.get("stage"))
            elif kind == "text":
                run.log_text(call["text"])
            elif kind == "summary":
                run.summary(call["data"])
            elif kind == "primary":
                run.set_primary_metric(call["name"], mode=call["mode"])
            elif kind == "image":
                content = image_bytes(call["key"])
                path = run.log_image(call["key"], content, step=call["step"], caption=call["caption"])
                self.assertTrue(path)
            elif kind == "artifact":
                self.log_artifact(run, call)
            elif kind == "use":
                run.use_artifact(call["spec"])
            else:
                run.finish(call["status"])

    def log_artifact(self, run, call):
        artifact = rn.Artifact(call["name"], type=call["type"])
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            for number, (name, text) in enumerate(call["files"].items()):
                path = os.path.join(folder, str(number))
                with open(path, "w", newline="", encoding="utf-8") as file:
                    file.write(text)
                artifact.add_file(path, name=name)
            for reference in call["references"]:
                artifact.add_reference(**reference)
            self.assertGreater(run.log_artifact(artifact, aliases=call["aliases"]), 0)

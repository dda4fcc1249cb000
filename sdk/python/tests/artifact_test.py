"""What tests of artifacts begin with: a run, and files to keep."""

import os
from pathlib import Path

import runicorn as rn

from .support import StoreTest, document

QUIET = {"capture_env": False, "capture_code": False, "system_metrics": False}


class ArtifactTest(StoreTest):
    def setUp(self):
        super().setUp()
        self.run_ = self.begin()

    def begin(self):
        run = rn.init("p", "n", storage=self.root, **QUIET)
        self.addCleanup(run.finish)
        return run

    def file(self, name, content="x"):
        path = Path(self.folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return str(path)

    def versions(self, name="m", kind="model"):
        return document(os.path.join(self.root, "artifacts", kind, name), "versions.json")

    def log(self, content, name="m", **options):
        return self.run_.log_artifact(rn.Artifact(name).add_file(self.file("w.bin", content)), **options)

    def listing(self):
        folder = os.path.join(self.root, "artifacts", "model", "m")
        return sorted(os.listdir(folder))

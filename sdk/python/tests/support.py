"""What the tests of this folder share: a store of its own, and scripts in processes of their own."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import runicorn as rn

RANKS = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "NODE_RANK", "LOCAL_WORLD_SIZE")
PACKAGE = Path(__file__).resolve().parent.parent


class StoreTest(unittest.TestCase):
    """A test with an empty store in `self.root`, of which nothing reaches the user's settings."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.root = os.path.join(folder.name, "store")
        before = dict(os.environ)
        self.addCleanup(self._restore, before)
        self.addCleanup(self._finish_all)
        os.environ["XDG_CONFIG_HOME"] = os.path.join(folder.name, "config")
        os.environ["APPDATA"] = os.path.join(folder.name, "config")
        os.environ["HOME"] = folder.name
        for name in list(os.environ):
            if name.startswith(("RUNICORN_", "SLURM_", "OMPI_", "PMI_")) or name in RANKS:
                del os.environ[name]
        # What costs time and is not looked at: tests that do switch it on by an argument of init().
        for name in ("RUNICORN_CAPTURE_ENV", "RUNICORN_CAPTURE_CODE", "RUNICORN_SYSTEM_METRICS"):
            os.environ[name] = "0"

    def _finish_all(self):
        while rn.get_active_run() is not None:
            rn.finish()

    def _restore(self, before):
        os.environ.clear()
        os.environ.update(before)

    def train(self, script, **env):
        """Runs a script that finds the store as its root; the finished process."""
        return self._execute(["-c", "import runicorn as rn\n" + script], env)

    def train_file(self, script, **env):
        """The same from a file, which processes that are spawned need."""
        path = os.path.join(self.folder, "train.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write("import runicorn as rn\n" + script)
        return self._execute([path], env)

    def _execute(self, arguments, env):
        environment = {**os.environ, "RUNICORN_DIR": self.root, "PYTHONPATH": str(PACKAGE), **env}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    def only_run(self):
        """The directory of the one run in the store."""
        runs = list(Path(self.root).glob("**/runs/*"))
        self.assertEqual(len(runs), 1, runs)
        return str(runs[0])


def document(directory, name):
    """A JSON file of a run."""
    with open(os.path.join(directory, name), encoding="utf-8") as file:
        return json.load(file)


def rows(directory, name="events.jsonl"):
    """The records of a run; fails for a line that is none."""
    with open(os.path.join(directory, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file.read().split("\n") if line]


def steps(directory):
    """The step of every record."""
    return [row["data"]["global_step"] for row in rows(directory)]

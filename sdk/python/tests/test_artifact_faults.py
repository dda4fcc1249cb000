import json
import os
import random
import threading
from pathlib import Path
from unittest import mock

import runicorn as rn
from runicorn.artifacts.version_draft import _machine
from runicorn.lock_file import LockFile
from runicorn.process_identity import identity

from .artifact_test import ArtifactTest
from .compat_reader import read_artifacts
from .support import PACKAGE, document


class Faults(ArtifactTest):
    def everything(self):
        folder = Path(self.root, "artifacts")
        # Empty folders of the pool take nothing.
        return sorted(str(path) for path in folder.rglob("*") if path.is_file() or path.parent.name == "m")

    def test_a_failure_at_any_point_leaves_nothing_and_raises_nothing(self):
        self.log("1")
        before = self.everything()
        versions = self.versions()
        real = {name: getattr(os, name) for name in ("open", "mkdir", "rename", "replace", "write", "link", "unlink")}
        for name, function in real.items():
            for position in range(40):
                calls = [0]

                def failing(*args, function=function, position=position, calls=calls, **options):
                    calls[0] += 1
                    if calls[0] == position + 1 and "artifacts" in str(args[0]):
                        raise OSError(28, "No space left on device")
                    return function(*args, **options)

                with mock.patch(f"os.{name}", side_effect=failing):
                    version = self.log("2")
                if version == 0:
                    self.assertEqual(self.everything(), before, (name, position))
                    self.assertEqual(self.versions()["aliases"], versions["aliases"])
                else:
                    # What failed could be done without; take it back for the next round.
                    self.assertEqual(self.run_.use_artifact("m").get_file_path("w.bin").read_text(), "2")
                    self.run_ = self.fresh_store()
                    before, versions = self.everything(), self.versions()
                if calls[0] <= position:
                    break

    def fresh_store(self):
        import tempfile

        self.root = os.path.join(tempfile.mkdtemp(dir=self.folder), "store")
        self.run_ = self.begin()
        self.log("1")
        return self.run_

    def test_what_a_crash_left_is_listed_or_removed(self):
        self.log("1")
        folder = Path(self.root, "artifacts", "model", "m")
        dead, alive = (f".draft-{_machine(identity())}-{pid}-x" for pid in ("4190000-1", f"{os.getpid()}-"))
        for draft in (dead, alive):
            (folder / draft / "files").mkdir(parents=True)
        # Dead between the rename and the listing: the version is there and not in versions.json.
        before = (folder / "versions.json").read_text()
        self.log("2")
        (folder / "versions.json").write_text(before)
        self.assertEqual(self.run_.use_artifact("m:v2").version, 2)
        self.assertEqual(self.log("3"), 3)
        self.assertEqual([entry["version"] for entry in self.versions()["versions"]], [1, 2, 3])
        self.assertEqual(self.listing(), [alive, "v1", "v2", "v3", "versions.json"])

    def test_the_lock_of_a_dead_process_is_taken_over(self):
        self.log("1")
        lock = Path(self.root, "artifacts", "model", "m", ".versions.lock")
        lock.write_text(json.dumps({**identity(), "pid": 4_190_000, "process_start": "1", "nonce": "x"}))
        self.assertEqual(self.log("2"), 2)
        self.assertFalse(lock.exists())

    def test_the_lock_of_a_living_process_is_waited_for(self):
        path = os.path.join(self.folder, "lock")
        with LockFile(path), self.assertRaises(TimeoutError), LockFile(path, patience=0.05):
            pass
        self.assertFalse(os.path.exists(path))

    def test_a_lock_that_could_not_be_removed_holds_nobody_up(self):
        path = os.path.join(self.folder, "lock")
        with mock.patch("os.unlink", side_effect=OSError(5, "I/O error")), LockFile(path):
            pass
        self.assertTrue(os.path.exists(path))
        with LockFile(path, patience=1):
            pass
        self.assertFalse(os.path.exists(path))

    def test_a_lock_that_is_given_back_is_not_taken_for_one_left_behind(self):
        path = os.path.join(self.folder, "lock")
        unlink = os.unlink

        def unlink_late(file):
            if file == path:
                # What another thread does in this moment. It would let a third one in, whose lock then goes.
                LockFile(path)._remove_stale()
                self.assertTrue(os.path.exists(path))
            unlink(file)

        with mock.patch("os.unlink", unlink_late), LockFile(path):
            pass
        self.assertFalse(os.path.exists(path))

    def test_the_lock_of_a_silent_other_host_is_taken_over_after_a_minute(self):
        path = self.file("lock", json.dumps({"host": "elsewhere", "pid": 1, "nonce": "x"}))
        with self.assertRaises(TimeoutError), LockFile(path, patience=0.05):
            pass
        os.utime(path, (0, 0))
        with LockFile(path, patience=5):
            pass

    def test_forked_children_note_theirs_in_the_same_files(self):
        children = []
        for name in "abcd":
            pid = os.fork()
            if pid == 0:
                for turn in range(5):
                    artifact = rn.Artifact(name).add_file(self.file(f"{name}{turn}", f"{name}{turn}"))
                    self.run_.log_artifact(artifact)
                    self.run_.log_dataset(f"{name}{turn}", "s3://b/x")
                os._exit(0)
            children.append(pid)
        self.assertEqual([os.waitpid(pid, 0)[1] for pid in children], [0] * 4)
        wanted = sorted((name, turn + 1) for name in "abcd" for turn in range(5))
        created = document(self.run_.run_dir, "artifacts_created.json")["artifacts"]
        self.assertEqual(sorted((entry["name"], entry["version"]) for entry in created), wanted)
        self.assertEqual(len(document(self.run_.run_dir, "assets.json")["datasets"]), 20)

    def test_a_kill_at_any_moment_leaves_whole_versions(self):
        script = """
import itertools
run = rn.init("p", "k")
for number in itertools.count():
    path = f"{FOLDER}/killed"
    # Of no other process: what the newest version holds already would be no new version.
    with open(path, "w") as file: file.write(f"{run.id} {number} " * 100)
    version = run.log_artifact(rn.Artifact("k").add_file(path, "a").add_file(__file__, "b/c"), aliases=["x"])
    print(version, flush=True)
"""
        import signal
        import subprocess
        import sys
        import time

        path = self.file("train.py", f"import runicorn as rn\nFOLDER = {self.folder!r}\n{script}")
        chance = random.Random()
        logged = []
        for _ in range(6):
            environment = {**os.environ, "RUNICORN_DIR": self.root, "PYTHONPATH": str(PACKAGE)}
            process = subprocess.Popen([sys.executable, path], env=environment, stdout=subprocess.PIPE)
            first = process.stdout.readline()
            time.sleep(chance.random() / 20)
            process.send_signal(signal.SIGKILL)
            logged.extend(int(line) for line in (first + process.communicate()[0]).split())
        self.assertGreaterEqual(len(logged), 6)
        self.assertEqual(logged, sorted(set(logged)), "no number is given twice")
        last = self.log("last", name="k")
        self.assertGreater(last, logged[-1])
        # Reads every file and compares it with its digest; no draft, no lock, no piece is left.
        versions, aliases = read_artifacts(self.root)[("model", "k")]
        self.assertLessEqual({*logged, last}, set(versions), "what log_artifact() answered is there")
        self.assertEqual(aliases["latest"], last)

    def test_threads_and_processes_get_a_version_each(self):
        script = """
import threading
run = rn.init("p", "n", capture_env=False, capture_code=False, system_metrics=False)
def log(name):
    for turn in range(5):
        path = f"{FOLDER}/{NAME}-{name}"
        with open(path, "w") as file: file.write(f"{NAME} {name} {turn}")
        versions.append(run.log_artifact(rn.Artifact("m").add_file(path, name="f")))
versions = []
threads = [threading.Thread(target=log, args=(name,)) for name in "ab"]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print(*versions)
"""
        versions = []

        def train(name):
            head = f"FOLDER, NAME = {self.folder!r}, {name!r}\n"
            done = self.train(head + script)
            self.assertEqual(done.returncode, 0, done.stderr)
            versions.extend(int(line) for line in done.stdout.split())

        threads = [threading.Thread(target=train, args=(name,)) for name in "xyz"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(versions), list(range(1, 31)))
        listed = self.versions()
        self.assertEqual(sorted(entry["version"] for entry in listed["versions"]), list(range(1, 31)))
        self.assertEqual(listed["aliases"]["latest"], 30)
        self.assertEqual(self.listing(), sorted([f"v{n}" for n in range(1, 31)] + ["versions.json"]))

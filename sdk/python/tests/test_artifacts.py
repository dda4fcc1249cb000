import json
import os
import random
import stat
import threading
from pathlib import Path
from unittest import mock

import runicorn as rn
from runicorn.artifacts.entry_path import is_entry_path
from runicorn.artifacts.version_draft import _machine
from runicorn.artifacts.versions_document import is_alias
from runicorn.lock_file import LockFile
from runicorn.process_identity import identity

from .compat_reader import read_artifacts
from .support import PACKAGE, StoreTest, document

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


class Format(ArtifactTest):
    def test_is_that_of_0_5_key_by_key(self):
        self.file("data/a.txt", "aaa")
        self.file("data/sub/b.txt", "b")
        self.file("data/sub/c.tmp", "c")
        artifact = rn.Artifact("m", type="dataset", description="d", metadata={"acc": 0.5})
        artifact.add_dir(os.path.join(self.folder, "data"), name="all", exclude_patterns=["*.tmp"])
        artifact.add_file(self.file("w.bin", "aaa"), name="weights/w.bin")
        artifact.add_reference("s3://bucket/x", checksum="sha256:00", size=7, name="x", region="eu")
        artifact.add_metadata({"epochs": 3}).add_tags("one", "two", "one")
        self.assertEqual(artifact.full_name, "m:unstaged")
        self.assertEqual(self.run_.log_artifact(artifact, aliases=["best"]), 1)
        self.assertEqual((artifact.version, artifact.is_loaded, artifact.full_name), (1, True, "m:v1"))

        folder = os.path.join(self.root, "artifacts", "dataset", "m", "v1")
        metadata, manifest = document(folder, "metadata.json"), document(folder, "manifest.json")
        self.assertEqual(
            {
                key: value
                for key, value in metadata.items()
                if key not in ("created_at", "updated_at", "manifest_digest")
            },
            {
                "name": "m",
                "type": "dataset",
                "version": 1,
                "created_by_run": self.run_.id,
                "created_by_user": None,
                "size_bytes": 7,
                "num_files": 3,
                "num_references": 1,
                "status": "ready",
                "metadata": {"acc": 0.5, "epochs": 3},
                "description": "d",
                "tags": ["one", "two"],
                "aliases": ["latest", "best"],
                "parent_artifacts": [],
            },
        )
        self.assertEqual(
            [entry["path"] for entry in manifest["files"]], ["all/a.txt", "all/sub/b.txt", "weights/w.bin"]
        )
        self.assertEqual(
            manifest["references"],
            [{"uri": "s3://bucket/x", "checksum": "sha256:00", "size": 7, "metadata": {"name": "x", "region": "eu"}}],
        )
        self.assertEqual((manifest["total_size"], manifest["total_files"], manifest["total_references"]), (7, 3, 1))
        sha256 = manifest["files"][0]["digest"].partition(":")[2]
        pooled = os.path.join(self.root, "artifacts", ".dedup", sha256[:2], sha256)
        # The pool, all/a.txt and weights/w.bin, which hold the same.
        self.assertEqual(os.stat(pooled).st_nlink, 3)
        self.assertFalse(os.stat(pooled).st_mode & stat.S_IWUSR)
        created = document(self.run_.run_dir, "artifacts_created.json")["artifacts"]
        self.assertEqual(
            set(created[0]), {"name", "type", "version", "created_at", "size_bytes", "num_files", "num_references"}
        )

    def test_versions_say_which_one_is_the_latest(self):
        self.assertEqual([self.log("1", aliases=["best"]), self.log("2"), self.log("3", aliases="best")], [1, 2, 3])
        versions = self.versions()
        self.assertEqual(versions["aliases"], {"latest": 3, "best": 3})
        self.assertEqual([entry["aliases"] for entry in versions["versions"]], [[], [], ["latest", "best"]])
        old = document(os.path.join(self.root, "artifacts", "model", "m", "v1"), "metadata.json")
        self.assertEqual(old["aliases"], [])

    def test_a_number_is_never_given_twice(self):
        import shutil

        self.log("1")
        self.log("2")
        folder = os.path.join(self.root, "artifacts", "model", "m")
        shutil.rmtree(os.path.join(folder, "v2"))
        versions = self.versions()
        versions["versions"].pop()
        Path(folder, "versions.json").write_text(json.dumps(versions))
        self.assertEqual(self.log("3"), 3)

    def test_the_same_content_makes_no_version_but_new_aliases(self):
        self.log("1")
        self.assertEqual(self.log("1", aliases=["best"]), 1)
        self.assertEqual(self.versions()["aliases"], {"latest": 1, "best": 1})
        self.assertEqual(len(document(self.run_.run_dir, "artifacts_created.json")["artifacts"]), 1)
        self.assertEqual(self.listing(), ["v1", "versions.json"])

    def test_unchanged_files_of_a_new_version_share_their_content(self):
        artifact = rn.Artifact("m").add_file(self.file("big", "b" * 10_000)).add_file(self.file("small", "1"))
        self.run_.log_artifact(artifact)
        self.file("small", "2")
        self.assertEqual(self.run_.log_artifact(artifact), 2)
        inodes = {
            os.stat(os.path.join(self.root, "artifacts", "model", "m", v, "files", "big")).st_ino
            for v in ("v1", "v2")
        }
        self.assertEqual(len(inodes), 1)

    def test_files_are_copies_where_there_are_no_links(self):
        with mock.patch("os.link", side_effect=OSError("no links here")):
            self.assertEqual([self.log("1"), self.log("2")], [1, 2])
        path = self.run_.use_artifact("m:v1").get_file_path("w.bin")
        self.assertEqual(path.read_text(), "1")


class Use(ArtifactTest):
    def test_finds_versions_by_number_alias_and_as_the_latest(self):
        self.log("1", aliases=["best"])
        self.log("2")
        for spec, content in (("m:v1", "1"), ("m:best", "1"), ("m:latest", "2"), ("m:v2", "2"), ("m", "2")):
            artifact = self.begin().use_artifact(spec)
            self.assertEqual((artifact.download() / "w.bin").read_text(), content, spec)
        used = self.begin()
        used.use_artifact("m:best", type="model")
        entry = document(used.run_dir, "artifacts_used.json")["artifacts"][0]
        self.assertEqual(set(entry), {"name", "type", "version", "used_at", "size_bytes", "num_files"})
        self.assertEqual((entry["version"], entry["size_bytes"]), (1, 1))

    def test_what_is_not_there_is_told_and_not_loaded(self):
        self.log("1")
        for spec in ("m:v9", "m:none", "none", "none:latest", "../x", "", "m:latest:v1"):
            artifact = self.run_.use_artifact(spec)
            self.assertFalse(artifact.is_loaded, spec)
            self.assertIsNone(artifact.version)
            self.assertFalse(os.path.exists(artifact.download()))
            self.assertIsNone(artifact.get_file_path("w.bin"))
        self.assertFalse(self.run_.use_artifact("m", type="dataset").is_loaded)

    def test_a_deleted_version_is_not_used(self):
        self.log("1")
        self.log("2")
        Path(self.root, "artifacts", "model", "m", "v2", ".deleted").write_text("{}")
        self.assertEqual(self.run_.use_artifact("m").version, 1)
        self.assertFalse(self.run_.use_artifact("m:v2").is_loaded)
        self.assertEqual(self.log("3"), 3)

    def test_downloads_over_links_and_files_without_following_them(self):
        self.log("new")
        outside = self.file("outside", "precious")
        target = Path(self.folder, "target")
        target.mkdir()
        os.symlink(outside, target / "w.bin")
        self.assertEqual(self.run_.use_artifact("m").download(target), target)
        self.assertEqual(((target / "w.bin").read_text(), Path(outside).read_text()), ("new", "precious"))
        self.assertEqual(os.listdir(target), ["w.bin"])
        os.chmod(target / "w.bin", 0o644)

    def test_damaged_content_is_left_out(self):
        self.log("good")
        path = self.run_.use_artifact("m").get_file_path("w.bin")
        os.chmod(path, 0o644)
        path.write_text("evil")
        target = Path(self.folder, "target")
        self.run_.use_artifact("m").download(target)
        self.assertEqual(os.listdir(target), [])

    def test_a_manifest_leads_nowhere_else(self):
        self.log("1")
        folder = os.path.join(self.root, "artifacts", "model", "m", "v1")
        manifest = document(folder, "manifest.json")
        for path in ("../../../../../outside", "/etc/passwd", "a/../../b", "C:\\x", "", 7):
            manifest["files"].append({**manifest["files"][0], "path": path})
        Path(folder, "manifest.json").write_text(json.dumps(manifest))
        artifact = self.run_.use_artifact("m")
        self.assertEqual([entry.path for entry in artifact.get_manifest().files], ["w.bin"])
        target = Path(self.folder, "target")
        artifact.download(target)
        self.assertEqual(os.listdir(target), ["w.bin"])


class Refusals(ArtifactTest):
    def test_links_devices_pipes_and_climbing_names_are_left_out(self):
        folder = Path(self.folder, "odd")
        folder.mkdir()
        os.symlink(self.file("secret"), folder / "link")
        os.symlink(self.folder, folder / "dirlink")
        os.mkfifo(folder / "pipe")
        (folder / "good").write_text("1")
        artifact = rn.Artifact("m").add_dir(folder)
        artifact.add_file(folder / "link").add_file("/dev/zero").add_file(folder / "none")
        artifact.add_file(folder / "good", name="../up").add_file(folder / "good", name="/abs").add_dir(
            folder / "dirlink"
        )
        self.assertEqual(self.run_.log_artifact(artifact), 1)
        manifest = document(os.path.join(self.root, "artifacts", "model", "m", "v1"), "manifest.json")
        self.assertEqual([entry["path"] for entry in manifest["files"]], ["good"])
        self.assertIn("../up", manifest["missing"])

    def test_nothing_raises(self):
        class Hostile:
            def __str__(self):
                raise RuntimeError("no")

        for name in ("", "a/b", "..", ".dedup", "con", "x" * 500, "ü\ud800"):
            artifact = rn.Artifact(name, type="../" + name).add_file(self.file("w.bin", repr(name)))
            self.assertGreater(self.run_.log_artifact(artifact), 0, name)
        folder = Path(self.root, "artifacts")
        self.assertEqual({path.parent for path in folder.iterdir()}, {folder})
        artifact = rn.Artifact("m")
        artifact.add_file(7).add_dir(None).add_reference(Hostile()).add_metadata({"a": Hostile(), "b": object()})
        artifact.add_metadata(3).add_tags(Hostile()).add_reference("x", size="many")
        self.assertEqual(artifact.metadata, {})
        self.assertEqual(self.run_.log_artifact(artifact), 0)
        self.assertEqual(self.run_.log_artifact(None), 0)
        self.assertFalse(self.run_.use_artifact(None).is_loaded)
        self.assertEqual(self.log("1", aliases=["v3", "3", "a:b", "", 7, "ok"]), 1)
        self.assertEqual(self.versions()["aliases"], {"latest": 1, "ok": 1})

    def test_a_disabled_run_takes_the_calls(self):
        with rn.enabled(False):
            run = rn.init("p")
        self.assertEqual(run.log_artifact(rn.Artifact("m"), aliases=["a"]), 0)
        self.assertFalse(run.use_artifact("m:latest").is_loaded)

    def test_names_inside(self):
        for good in ("a", "a/b", ".hidden", "ünï/☃", "a..b"):
            self.assertTrue(is_entry_path(good), good)
        for bad in ("", "/a", "a/", "a//b", ".", "..", "a/../b", "a\\b", "c:x", "a\0", "a\n", "x" * 1025, None, b"a"):
            self.assertFalse(is_entry_path(bad), bad)
        self.assertTrue(is_alias("best-v3"))


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
import itertools, sys
run = rn.init("p", "k")
for number in itertools.count():
    path = f"{FOLDER}/killed"
    with open(path, "w") as file: file.write(str(number) * 1000)
    run.log_artifact(rn.Artifact("k").add_file(path, "a").add_file(__file__, "b/c"), aliases=["x"])
    print(number, flush=True)
"""
        import signal
        import subprocess
        import sys
        import time

        path = self.file("train.py", f"import runicorn as rn\nFOLDER = {self.folder!r}\n{script}")
        chance = random.Random()
        logged = 0
        for _ in range(6):
            environment = {**os.environ, "RUNICORN_DIR": self.root, "PYTHONPATH": str(PACKAGE)}
            process = subprocess.Popen([sys.executable, path], env=environment, stdout=subprocess.PIPE)
            process.stdout.readline()
            time.sleep(chance.random() / 20)
            process.send_signal(signal.SIGKILL)
            logged += 1 + process.communicate()[0].count(b"\n")
        self.assertGreater(self.log("last", name="k"), logged)
        # Reads every file and compares it with its digest; no draft, no lock, no piece is left.
        versions, aliases = read_artifacts(self.root)[("model", "k")]
        self.assertGreater(len(versions), logged)
        self.assertEqual(aliases["latest"], max(versions))

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

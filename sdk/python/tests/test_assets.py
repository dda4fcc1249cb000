import json
import os
import time
import zipfile
from pathlib import Path
from unittest import mock

import runicorn as rn
from runicorn import assets
from runicorn.assets.ignore_rules import IgnoreRules
from runicorn.assets.snapshot import snapshot_workspace

from .compat_reader import read_runs
from .support import StoreTest, document

QUIET = {"capture_env": False, "capture_code": False, "system_metrics": False}


class AssetsTest(StoreTest):
    def setUp(self):
        super().setUp()
        self.work = Path(self.folder, "work")
        self.work.mkdir()

    def begin(self, **options):
        run = rn.init("p", "n", storage=self.root, **{**QUIET, "workspace_root": str(self.work), **options})
        self.addCleanup(run.finish)
        return run

    def file(self, name, content="x", age=0.0):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        if age:
            os.utime(path, (time.time() - age, time.time() - age))
        return path

    def assets(self, run):
        return document(run.run_dir, "assets.json")


class Described(AssetsTest):
    def test_config_is_merged_and_its_secrets_are_not_kept(self):
        run = self.begin(config={"lr": 1})
        run.log_config(
            args={"lr": 2, "password": "hunter22", "path": Path("x")}, extra={"a": 1}, config_files=["c.yaml"]
        )
        run.log_config(extra={"b": float("nan")}, config_files="d.yaml")
        self.assertEqual(
            self.assets(run)["config"],
            {
                "args": {"lr": 2, "password": "«redacted»", "path": "x"},
                "extra": {"a": 1, "b": "NaN"},
                "config_files": ["c.yaml", "d.yaml"],
            },
        )

    def test_what_is_said_about_them_keeps_no_secret(self):
        run = self.begin()
        secret = "https://me:hunter2hunter2@host/"
        run.log_dataset("d", "s3://b/x", description="from " + secret)
        run.log_pretrained("p", path_or_uri="s3://b/y", description="x " * 4_990 + secret)
        run.log_config(config_files=[secret + "c.yaml"])
        assets = self.assets(run)
        self.assertNotIn("hunter2", str(assets))
        self.assertEqual(assets["datasets"][0]["description"], "from https://«redacted»@host/")
        self.assertEqual(assets["config"]["config_files"], ["https://«redacted»@host/c.yaml"])

    def test_uris_stay_as_they_are_but_for_credentials(self):
        run = self.begin()
        run.log_dataset("d", "s3://bucket/x//y")
        run.log_dataset("d", "https://me:secret@host/x", save=True)
        run.log_pretrained("p", path_or_uri="hf://org/model")
        self.assertEqual(
            [entry["uri"] for entry in self.assets(run)["datasets"]],
            ["s3://bucket/x//y", "https://«redacted»@host/x"],
        )
        self.assertEqual([entry["saved"] for entry in self.assets(run)["datasets"]], [False, False])

    def test_what_is_too_large_is_named_and_not_copied(self):
        self.file("data/a", "aaaa")
        self.file("data/b", "bbbb")
        run = self.begin()
        for limits in ({"max_archive_bytes": 7}, {"max_archive_files": 1}):
            run.log_dataset("d", self.work / "data", save=True, **limits)
            run.log_pretrained("p", path_or_uri=self.work / "data", save=True, **limits)
        self.assertFalse(os.path.exists(os.path.join(self.root, "archive")))
        run.log_dataset("d", self.work / "data", save=True, force_save=True, max_archive_files=1)
        entries = self.assets(run)["datasets"]
        self.assertEqual([entry["saved"] for entry in entries], [False, False, True])
        self.assertEqual(entries[0]["fingerprint"]["file_count"], 2)

    def test_links_are_not_followed_into_a_copy(self):
        secret = Path(self.folder, "secret")
        secret.write_text("secret")
        self.file("data/a")
        os.symlink(secret, self.work / "data" / "link")
        os.mkfifo(self.work / "data" / "pipe")
        run = self.begin()
        run.log_dataset("d", self.work / "data", save=True)
        manifest = document("/", self.assets(run)["datasets"][0]["manifest_path"])
        self.assertEqual(list(manifest["files"]), ["a"])

    def test_nothing_raises(self):
        class Hostile:
            def __str__(self):
                raise RuntimeError("no")

            def __fspath__(self):
                raise RuntimeError("no")

        run = self.begin()
        for bad in (Hostile(), None, 7, b"\xff", "\0", "x" * 5000, {"a": Hostile()}, {1: {2: object()}}):
            run.log_dataset(bad, bad, context=bad, description=bad, save=True)
            run.log_pretrained(bad, path_or_uri=bad, source_type=bad, save=True)
            run.log_config(args=bad, extra=bad, config_files=bad)
            run.scan_outputs_once(output_dirs=bad, patterns=bad)
        json.dumps(self.assets(run))
        with mock.patch("os.replace", side_effect=OSError(28, "No space left on device")):
            run.log_dataset("d", self.work, save=True)
            run.log_config(args={"a": 1})
        run.finish()
        run.log_dataset("late", "x")
        self.assertNotIn("late", str(self.assets(run)["datasets"]))


class Outputs(AssetsTest):
    def scan(self, run, **options):
        return run.scan_outputs_once(output_dirs=["out"], **options)

    def test_a_file_is_kept_once_it_no_longer_changes(self):
        run = self.begin()
        path = self.file("out/best.pth", "1", age=60)
        self.assertEqual([self.scan(run)["archived"] for _ in range(3)], [0, 1, 0])
        path.write_text("22")
        os.utime(path, (time.time() - 50,) * 2)
        self.assertEqual([self.scan(run)["archived"] for _ in range(3)], [0, 1, 0])
        self.file("out/best.pth", "333")
        self.assertEqual([self.scan(run)["archived"] for _ in range(3)], [0, 0, 0], "too young")
        outputs = self.assets(run)["outputs"]
        self.assertEqual([entry["key"] for entry in outputs], ["out/best.pth"])
        self.assertEqual(Path(outputs[0]["archive_path"]).read_text(), "22")
        items = document(run.run_dir, ".outputs_state.json")["items"]
        self.assertEqual(items["out/best.pth"]["last_archived_fingerprint"], outputs[0]["fingerprint"])

    def test_logs_are_copied_as_they_are_now_and_then(self):
        run = self.begin()
        path = self.file("out/train.log", "1")
        self.assertEqual(self.scan(run)["archived"], 1)
        path.write_text("12")
        self.assertEqual(self.scan(run)["archived"], 0)
        self.assertEqual(self.scan(run, log_snapshot_interval_sec=0)["archived"], 1)

    def test_the_store_and_links_are_not_looked_into(self):
        run = rn.init("p", "n", storage=str(self.work / ".mystore"), workspace_root=str(self.work), **QUIET)
        self.addCleanup(run.finish)
        secret = Path(self.folder, "secret.pth")
        secret.write_text("secret")
        os.symlink(secret, self.work / "link.pth")
        self.file("a.pth", age=60)
        options = {"output_dirs": ".", "stable_required": 1}
        self.assertEqual([run.scan_outputs_once(**options)["scanned"] for _ in range(3)], [1, 1, 1])

    def test_watching_ends_with_the_run_and_takes_what_is_there(self):
        run = self.begin()
        run.watch_outputs(output_dirs=["out"], interval_sec=600)
        self.file("out/last.pt", "fresh")
        run.finish()
        outputs = self.assets(run)["outputs"]
        self.assertEqual([Path(entry["archive_path"]).read_text() for entry in outputs], ["fresh"])
        self.assertEqual(len(read_runs(self.root)), 1)

    def test_a_slow_copy_does_not_hold_up_the_training(self):
        import threading

        run = self.begin()
        self.file("out/a.pt", age=60)
        reached, go_on = threading.Event(), threading.Event()

        def slow(*_, **__):
            reached.set()
            go_on.wait(10)
            raise OSError("cut off")

        with mock.patch("runicorn.assets.outputs_scan.copy_hashed", slow):
            thread = threading.Thread(target=self.scan, args=(run,), kwargs={"stable_required": 1})
            thread.start()
            reached.wait(10)
            begin = time.monotonic()
            run.summary({"a": 1})
            self.assertLess(time.monotonic() - begin, 5)
            go_on.set()
            thread.join()
        self.assertIn("cut off", document(run.run_dir, ".outputs_state.json")["items"]["out/a.pt"]["last_error"])
        self.assertEqual(self.scan(run, stable_required=1)["archived"], 1)

    def test_no_thread_is_no_reason_to_lose_the_outputs(self):
        os.environ["RUNICORN_THREADS"] = "0"
        run = self.begin()
        run.watch_outputs(output_dirs=["out"], interval_sec=0.1)
        self.file("out/a.pt", age=60)
        run.finish()
        self.assertEqual(len(self.assets(run)["outputs"]), 1)

    def test_forgets_what_was_not_seen_for_long(self):
        run = self.begin()
        self.file("out/old.pt", age=60)
        self.scan(run)
        (self.work / "out" / "old.pt").unlink()
        self.file("out/new.pt", age=60)
        self.scan(run, state_gc_after_sec=-1)
        self.assertEqual(document(run.run_dir, ".outputs_state.json")["items"], {})


class Snapshot(AssetsTest):
    def names(self, **options):
        target = os.path.join(self.folder, "s.zip")
        report = snapshot_workspace(self.work, target, **options)
        with zipfile.ZipFile(target) as archive:
            names = sorted(archive.namelist())
        self.assertEqual(report["file_count"], len(names))
        return names

    def test_keeps_code_and_no_secret(self):
        for name in (
            "train.py",
            "pkg/a.py",
            ".env",
            ".env.local",
            "pkg/.env",
            "key.pem",
            "id_rsa",
            "credentials.json",
        ):
            self.file(name)
        for name in (
            ".git/config",
            "node_modules/x.js",
            "__pycache__/a.pyc",
            ".runicorn/x",
            ".ssh/config",
            "venv/a.py",
        ):
            self.file(name)
        self.assertEqual(self.names(), ["pkg/a.py", "train.py"])

    def test_honours_ignore_files_wherever_they_are_and_changes_nothing(self):
        self.file(".gitignore", "*.log\n/build\nout/\n!keep.log\n")
        self.file(".rnignore", "data/*.csv\n**/cache/\n")
        self.file("pkg/.gitignore", "/local.py\n")
        for name in (
            "a.log",
            "keep.log",
            "build/x",
            "pkg/build/x",
            "out/x",
            "pkg/out/x",
            "data/a.csv",
            "data/sub/a.csv",
        ):
            self.file(name)
        for name in ("a/b/cache/x", "local.py", "pkg/local.py", "main.py"):
            self.file(name)
        before = sorted(str(path) for path in self.work.rglob("*"))
        kept = [".gitignore", ".rnignore", "data/sub/a.csv", "keep.log", "local.py", "main.py"]
        self.assertEqual(self.names(), sorted([*kept, "pkg/.gitignore", "pkg/build/x"]))
        self.assertEqual(sorted(str(path) for path in self.work.rglob("*")), before)
        self.assertNotIn("main.py", self.names(extra_excludes=["/main.py"]))

    def test_has_limits(self):
        for index in range(3):
            self.file(f"{index}.py", "xxxx")
        for limits in ({"max_files": 2}, {"max_total_bytes": 11}):
            with self.assertRaises(ValueError):
                self.names(**limits)
            self.assertFalse(os.path.exists(os.path.join(self.folder, "s.zip")))
            self.assertEqual(len(self.names(force_snapshot=True, **limits)), 3)
            os.unlink(os.path.join(self.folder, "s.zip"))

    def test_is_part_of_the_run_and_neither_the_store_nor_links_of_it(self):
        secret = Path(self.folder, "secret.py")
        secret.write_text("secret")
        os.symlink(secret, self.work / "link.py")
        os.symlink(self.folder, self.work / "up")
        self.file("main.py")
        os.utime(self.work / "main.py", (0, 0))
        store = self.work / "records"
        for _ in range(2):
            with rn.init("p", storage=str(store), snapshot_code=True, workspace_root=str(self.work), **QUIET) as run:
                pass
        with zipfile.ZipFile(os.path.join(run.run_dir, "code_snapshot.zip")) as archive:
            self.assertEqual(archive.namelist(), ["main.py"])
        self.assertEqual(len(read_runs(str(store))), 2)

    def test_too_much_code_does_not_cost_the_run(self):
        self.file("main.py")
        with mock.patch("runicorn.assets.code_snapshot.snapshot_workspace", side_effect=ValueError("too large")):
            run = self.begin(snapshot_code=True, snapshot_format="tar")
        run.log({"a": 1})
        self.assertEqual(self.assets(run)["code"], {})

    def test_rules_are_those_of_git(self):
        cases = (
            ("a.txt", "a.txt", True),
            ("a.txt", "x/a.txt", True),
            ("/a.txt", "x/a.txt", False),
            ("x/a.txt", "y/x/a.txt", False),
            ("a*", "x/abc", True),
            ("x/*", "x/y/z", False),
            ("x/**", "x/y/z", True),
            ("**/z", "x/y/z", True),
            ("x/**/z", "x/z", True),
            ("x/**/z", "x/a/b/z", True),
            ("[ab].py", "b.py", True),
            ("[!ab].py", "b.py", False),
            ("?.py", "ab.py", False),
            ("\\#a", "#a", True),
            ("a\\*", "ab", False),
            ("a\\*", "a*", True),
            ("a.txt ", "a.txt", True),
            ("#a", "#a", False),
            ("[", "[", True),
        )
        for pattern, path, ignored in cases:
            self.assertEqual(IgnoreRules([pattern]).verdict(path, False) is True, ignored, (pattern, path))
        self.assertIsNone(IgnoreRules(["x/"]).verdict("x", False))
        self.assertTrue(IgnoreRules(["x/"]).verdict("x", True))
        self.assertFalse(IgnoreRules(["*", "!a"]).verdict("a", False))


class CleanUp(AssetsTest):
    def blobs(self):
        return sorted(path.name for path in Path(self.root, "archive", "blobs").glob("??/*"))

    def test_a_content_that_others_use_stays(self):
        """What 0.6 lost: two data sets share a file, and the run of one is deleted."""
        self.file("one/shared", "shared")
        self.file("one/own", "own of one")
        self.file("two/shared", "shared")
        self.file("two/own", "own of two")
        runs = [self.begin(), self.begin(), self.begin()]
        runs[0].log_dataset("d", self.work / "one", save=True)
        runs[1].log_dataset("d", self.work / "two", save=True)
        runs[2].log_pretrained("p", path_or_uri=self.work / "one" / "own", save=True)
        for run in runs:
            run.finish()
        self.assertEqual(len(self.blobs()), 3)
        rehearsal = assets.delete_run_completely(runs[0].id, self.root, dry_run=True)
        self.assertEqual((rehearsal["blobs_deleted"], rehearsal["manifests_deleted"]), (0, 1))
        self.assertTrue(os.path.exists(runs[0].run_dir))
        done = assets.delete_run_completely(runs[0].id, self.root)
        self.assertTrue(done["success"], done)
        self.assertEqual((done["blobs_deleted"], done["manifests_deleted"]), (0, 1))
        self.assertEqual(len(read_runs(self.root)), 2)
        done = assets.delete_run_completely(runs[2].id, self.root)
        self.assertEqual(done["blobs_deleted"], 1)
        done = assets.delete_run_completely(runs[1].id, self.root)
        self.assertEqual((done["blobs_deleted"], self.blobs()), (2, []))
        self.assertFalse(assets.delete_run_completely(runs[1].id, self.root)["success"])

    def test_a_run_that_is_being_written_stays(self):
        run = self.begin()
        done = assets.delete_run_completely(run.id, self.root)
        self.assertFalse(done["success"])
        self.assertTrue(os.path.exists(run.run_dir))

    def test_orphans_go_unless_somebody_is_about_to_use_them(self):
        self.file("data/a", "kept")
        run = self.begin()
        run.log_dataset("d", self.work / "data", save=True)
        root = os.path.join(self.root, "archive", "blobs")
        orphan = assets.get_blob_path(assets.store_blob(self.file("b", "orphan"), root), root)
        self.assertEqual(assets.cleanup_orphaned_blobs(self.root)["orphaned_blobs"], 0)
        for blob in Path(root).glob("??/*"):
            os.utime(blob, (0, 0))
        self.assertEqual(assets.cleanup_orphaned_blobs(self.root, dry_run=True)["orphaned_blobs"], 1)
        self.assertTrue(orphan.exists())
        report = assets.cleanup_orphaned_blobs(self.root)
        self.assertEqual((report["orphaned_blobs"], report["bytes_freed"], report["success"]), (1, 6, True))
        self.assertEqual((orphan.exists(), len(self.blobs())), (False, 1))

    def test_a_manifest_of_a_stranger_restores_nothing_elsewhere(self):
        self.file("data/a", "x")
        archive = Path(self.folder, "archive")
        kept = assets.archive_dir(self.work / "data", archive, category="datasets")
        manifest = document("/", kept["manifest_path"])
        entry = manifest["files"].pop("a")
        for name in ("../up", "/etc/x", "a/../../b"):
            Path(kept["manifest_path"]).write_text(json.dumps({**manifest, "files": {name: entry}}))
            with self.assertRaises(ValueError):
                assets.restore_from_manifest(kept["manifest_path"], archive / "blobs", Path(self.folder, "target"))
            with self.assertRaises(ValueError):
                assets.export_manifest_to_zip(kept["manifest_path"], archive / "blobs", Path(self.folder, "t.zip"))
        self.assertFalse(Path(self.folder, "up").exists())

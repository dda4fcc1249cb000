import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from unittest import mock, skipIf

import runicorn as rn

from .compat_reader import read_artifacts, read_runs
from .support import PACKAGE, StoreTest, document, rows, steps

SAMPLES = Path(__file__).resolve().parent / "samples"
ON = {"RUNICORN_CAPTURE_ENV": "1", "RUNICORN_CAPTURE_CODE": "1", "RUNICORN_SYSTEM_METRICS": "1"}


class Samples(StoreTest):
    """Programs in the style of 0.4 to 0.6, which run with those as well, leave what those leave."""

    def run_sample(self, name):
        work = os.path.join(self.folder, "work")
        os.mkdir(work)
        done = subprocess.run(
            [sys.executable, str(SAMPLES / name), work, self.root],
            env={**os.environ, **ON, "RUNICORN_DIR": self.root, "PYTHONPATH": str(PACKAGE)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return Path(work)

    def test_0_4(self):
        work = self.run_sample("v04_digits.py")
        (run,) = read_runs(self.root).values()
        self.assertEqual(run.meta["path"], "digits/baseline")
        self.assertEqual(run.status["status"], "finished")
        self.assertEqual([row["global_step"] for row in run.metrics], [1, 1 + 1, 2, 3, 3, 4, 4, 5, 5, 6, 7])
        self.assertEqual(run.summary["best_metric_name"], "accuracy")
        self.assertEqual(len(run.images), 1)
        self.assertEqual([record["type"] for record in run.others], ["alert"])
        self.assertIn("⚠️ Alert: loss is NAN", run.log[-1])
        self.assertEqual(run.created, [("digits-data", "dataset", 1), ("digits-model", "model", 1)])
        self.assertEqual(run.used, [("digits-model", "model", 1), ("digits-data", "dataset", 1)])
        self.assertEqual(set(read_artifacts(self.root)), {("dataset", "digits-data"), ("model", "digits-model")})
        self.assertTrue(os.path.exists(os.path.join(run.directory, "environment.json")))
        for name in ("metrics.csv", "report.md", "report.html", "environment.json"):
            self.assertTrue((work / name).stat().st_size, name)

    def test_0_5(self):
        self.run_sample("v05_segmentation.py")
        (run,) = read_runs(self.root).values()
        self.assertEqual((run.meta["id"], run.meta["path"]), ("20260102_030405_abcdef", "segmentation/unet"))
        self.assertEqual([row["global_step"] for row in run.metrics], [1, 2, 3, 10])
        self.assertEqual((run.summary["best_metric_value"], run.summary["best_metric_step"]), (0.7, 10))
        versions, aliases = read_artifacts(self.root)[("model", "unet")]
        self.assertEqual(sorted(versions[1].contents), ["checkpoint/model.bin", "checkpoint/optimizer/state.bin"])
        self.assertEqual(versions[2].contents["model.bin"], b"better")
        self.assertEqual(aliases, {"latest": 2})

    def test_0_6(self):
        work = self.run_sample("v06_detection.py")
        (run,) = read_runs(str(work / "store")).values()
        self.assertEqual((run.meta["path"], run.meta["alias"]), ("cv/detection", "first"))
        self.assertEqual(run.meta["workspace_root"], str(work.resolve() / "project"))
        self.assertEqual(run.assets["config"]["args"], {"lr": 0.1, "layers": [1, 2]})
        self.assertEqual(run.assets["config"]["extra"], {"seed": 7})
        saved = {entry["name"]: entry["saved"] for entry in run.assets["datasets"]}
        self.assertEqual(saved, {"kept": True, "named": False, "file": True, "far": False})
        self.assertEqual([entry["saved"] for entry in run.assets["pretrained"]], [True, False, False])
        self.assertEqual([entry["key"] for entry in run.assets["outputs"]], ["outputs/train.log", "outputs/best.pth"])
        self.assertTrue(any("through logging" in line for line in run.log))
        self.assertTrue(any("a line on the console" in line for line in run.log))
        with zipfile.ZipFile(run.assets["code"]["snapshot"]["archive_path"]) as archive:
            names = archive.namelist()
        self.assertIn("train.py", names)
        self.assertFalse({".env", "notes.tmp", "outputs/best.pth"} & set(names))
        self.assertEqual([row["map"] for row in run.metrics if "map" in row], [0.5])
        self.assertEqual(len([row for row in run.metrics if "loss" in row]), 4)

    def test_assets_of_0_6(self):
        self.run_sample("v06_assets.py")


class Init(StoreTest):
    def begin(self, *arguments, **options):
        run = rn.init(*arguments, **options)
        self.addCleanup(run.finish)
        self.assertIsNotNone(run.run_dir)
        return run

    def test_takes_positions_of_every_version(self):
        store, other = self.root, os.path.join(self.folder, "other")
        os.environ["RUNICORN_DIR"] = other
        cases = (
            (("p", "n", {"lr": 1}), {}, "p/n", other),
            (("p", store), {}, "p/default", store),
            (("p", Path(store)), {}, "p/default", store),
            (("p", store, None, "n"), {}, "p/n", store),
            (("p", store, None, "n", True), {}, "p/n", store),
            (("p", None, None, "n"), {}, "p/n", other),
            (("p", store), {"name": "n"}, "p/n", store),
            (("a/b/c", store), {"alias": "x"}, "a/b/c", store),
            (("a/b",), {"storage": store}, "a/b", store),
            (("p",), {"project": "q", "storage": store}, "q/default", store),
            ((), {"path": "cv/yolo/x", "storage": store}, "cv/yolo/x", store),
            (
                (None, None, None, None, False, True, store, "zip", False, False, "all", "more"),
                {},
                "default/default",
                other,
            ),
        )
        for arguments, options, path, root in cases:
            run = self.begin(*arguments, **options)
            self.assertEqual((run.path, document(run.run_dir, "meta.json")["storage_dir"]), (path, root), arguments)
        run = self.begin("p", store, "20260101_000000_abcdef", "n")
        self.assertEqual(run.id, "20260101_000000_abcdef")
        run = self.begin("p", "n", {"lr": 1})
        self.assertEqual(document(run.run_dir, "assets.json")["config"]["args"], {"lr": 1})

    def test_runs_are_switched_off_as_before(self):
        rn.set_enabled(enabled=False)
        try:
            run = rn.init(path="a")
            self.assertIsInstance(run, rn.NoOpRun)
            from runicorn.enabled import NoOpRun

            self.assertIs(NoOpRun, rn.NoOpRun)
        finally:
            rn.reset_enabled()
        self.assertFalse(os.path.exists(self.root))


class Names(StoreTest):
    def test_all_exports_are_there_and_cost_nothing_before_they_are_used(self):
        script = (
            "import sys\nbefore = set(sys.modules)\nimport runicorn as rn\n"
            "slow = ('runicorn.artifacts.artifact_store', 'runicorn.extensions')\n"
            "slow += ('runicorn.log_compat', 'runicorn.assets.snapshot')\n"
            "slow += ('zipfile', 'tempfile', 'hashlib', 'csv')\n"
            "heavy = [name for name in set(sys.modules) - before if name.startswith(slow)]\n"
            "assert not heavy, heavy\n"
            "for name in rn.__all__: getattr(rn, name)\n"
            "assert rn.log_compat.MetricLogger and rn.extensions.MetricMonitor and rn.assets.archive_file\n"
            "from runicorn import *\n"
            "from runicorn.log_compat.tensorboard import SummaryWriter\n"
            "from runicorn.log_compat.tensorboardX import SummaryWriter as Same\n"
            "assert SummaryWriter is Same\n"
            "from runicorn.monitors import AlertRule; from runicorn.exporters import MetricsExporter\n"
            "from runicorn.experiment import ExperimentManager; from runicorn.environment import EnvironmentCapture\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_command_is_elsewhere(self):
        done = subprocess.run(
            [sys.executable, "-m", "runicorn", "viewer"],
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            capture_output=True,
            text=True,
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        self.assertIn("npm", done.stderr)

    def test_there_is_no_client(self):
        with self.assertRaisesRegex(AttributeError, "no request"):
            rn.RunicornClient  # noqa: B018


class Losses(StoreTest):
    def alerts(self, run):
        return [row["data"]["text"] for row in rows(run.run_dir) if row["type"] == "alert"]

    def test_one_that_is_no_number_is_told_once(self):
        for deferred in (False, True):
            with rn.init("p", storage=self.root, deferred=deferred) as run:
                run.set_primary_metric("loss", "min")
                for _ in range(3):
                    run.log(
                        {"loss": float("nan"), "val/loss": float("inf"), "acc": float("nan"), "glosses": float("nan")}
                    )
                run.log(train_loss=float("-inf"))
            self.assertEqual(self.alerts(run), ["loss is NAN", "val/loss is INF", "train_loss is -INF"])
            metrics = [row["data"]["global_step"] for row in rows(run.run_dir) if row["type"] == "metrics"]
            self.assertEqual(metrics, [1, 2, 3, 4])


class Settings(StoreTest):
    def setUp(self):
        super().setUp()
        self.config = Path(os.environ["XDG_CONFIG_HOME"], "runicorn")
        (self.config / "registry").mkdir(parents=True)
        (self.config / "registry" / "paths.toml").write_text('imagenet = "/data"\n[deep]\nkey = 3\n')
        (self.config / "registry" / "one.toml").write_text("value = 7\n")
        (self.config / "rnconfig.toml").write_text("[a]\nx = 1\ny = 2\n")
        self.work = Path(self.folder, "work")
        self.work.mkdir()
        (self.work / "rnconfig.toml").write_text("[a]\ny = 3\n[b]\nz = 4\n")

    @skipIf(sys.version_info < (3, 11), "this Python has no TOML")
    def test_are_read(self):
        self.assertEqual(rn.get_config("paths.imagenet"), "/data")
        self.assertEqual(rn.get_config("paths.deep.key"), 3)
        self.assertEqual(rn.get_config("one"), 7)
        for missing in ("paths.none", "none", "", "../rnconfig", "paths.deep.key.more"):
            with self.assertRaises(KeyError):
                rn.get_config(missing)
        self.assertEqual(rn.get_effective_rnconfig(self.work), {"a": {"x": 1, "y": 3}, "b": {"z": 4}})

    def test_need_a_python_that_reads_them(self):
        from runicorn import toml_file

        with mock.patch.object(toml_file, "import_module", side_effect=ImportError):
            with self.assertRaisesRegex(RuntimeError, "3.11"):
                rn.get_effective_rnconfig(self.work)
            (self.config / "rnconfig.toml").unlink()
            self.assertEqual(rn.get_effective_rnconfig(self.folder), {})


class Extensions(StoreTest):
    def test_environment_in_parts(self):
        from runicorn.extensions.environment import capture_for_run

        capture = rn.EnvironmentCapture(self.folder)
        self.assertEqual(capture.get_python_version().split(".")[0], "3")
        self.assertTrue(capture.get_platform() and capture.get_platform_details()["system"])
        self.assertIsInstance(capture.get_pip_packages(), list)
        self.assertIsInstance(capture.get_gpu_info(), list)
        self.assertIsNone(capture.get_git_info())
        self.assertLessEqual(set(capture.get_env_variables(["PATH", "HOME"])), {"PATH"})
        capture.get_conda_packages()
        capture.get_conda_env()
        info = capture_for_run(self.folder, self.folder)
        self.assertEqual(document(self.folder, "environment.json"), info.to_dict())
        Path(self.folder, "code").mkdir()
        for name in ("a.py", "b.txt"):
            Path(self.folder, "code", name).write_text("x")
        out = os.path.join(self.folder, "out")
        self.assertTrue(capture.capture_code_snapshot(os.path.join(self.folder, "code"), out, extensions=[".py"]))
        with zipfile.ZipFile(os.path.join(out, "code_snapshot.zip")) as archive:
            self.assertEqual(archive.namelist(), ["a.py"])

    def test_meters_of_the_imagenet_example(self):
        from runicorn.log_compat.imagenet import AverageMeter, ProgressMeter, Summary

        class Tensor:
            def item(self):
                return 3.0

        with rn.init("p", storage=self.root) as run:
            loss = AverageMeter("Loss", ":.2e")
            count = AverageMeter("Acc", ":6.2f", Summary.COUNT)
            progress = ProgressMeter(100, [loss, count, AverageMeter("None", ":f", Summary.NONE)], prefix="Epoch: ")
            loss.update(1.0, n=2)
            loss.update(Tensor(), 2)
            count.update(object())
            with mock.patch("sys.stdout", new=io.StringIO()) as out:
                progress.display(7)
                progress.display_summary()
        self.assertTrue(out.getvalue().startswith("Epoch: [  7/100]\tLoss 3.00e+00 (2.00e+00)\tAcc    nan"))
        self.assertIn("* Loss 2.000 Acc 1.000", out.getvalue())
        self.assertEqual(rows(run.run_dir)[0]["data"]["Loss"], 3.0)
        self.assertEqual(steps(run.run_dir), [1])

    def test_exports_are_safe_and_complete(self):
        with rn.init("p|<b>", "n", storage=self.root) as run:
            run.log({"loss": 0.5, "=cmd|x": 1, "text": "@sum"})
            run.log({"loss": float("nan"), "<script>|": 2})
            run.summary({"a|b\n": "<script>"})
        with open(os.path.join(run.run_dir, "events.jsonl"), "a") as file:
            file.write('garbage\n{"type":"metrics","data":7}\n{"torn')
        exporter = rn.MetricsExporter(run.run_dir)
        table = list(csv.reader(io.StringIO(exporter.to_csv(include_metadata=False))))
        self.assertEqual(table[0], ["global_step", "time", "<script>|", "'=cmd|x", "loss", "text"])
        self.assertEqual(
            [line[:1] + line[2:] for line in table[1:]], [["1", "", "1", "0.5", "'@sum"], ["2", "2", "", "nan", ""]]
        )
        for name, form in (("r.md", "markdown"), ("r.html", "html")):
            self.assertTrue(exporter.generate_report(os.path.join(self.folder, name), format=form))
        page = Path(self.folder, "r.html").read_text(encoding="utf-8")
        self.assertNotIn("<script>", page)
        self.assertIn("| a\\|b | <script> |", Path(self.folder, "r.md").read_text(encoding="utf-8"))
        self.assertFalse(exporter.generate_report(os.path.join(self.folder, "r.pdf"), format="pdf"))
        with mock.patch("runicorn.extensions.exporters.import_module", side_effect=ImportError):
            self.assertFalse(exporter.to_excel(os.path.join(self.folder, "x.xlsx")))
            self.assertFalse(exporter.to_tensorboard(os.path.join(self.folder, "tb")))

    def test_monitors_count_in_a_row_and_survive_their_callbacks(self):
        monitor = rn.MetricMonitor(window_size=2)
        calls = []

        def broken(text, value):
            calls.append(value)
            raise RuntimeError("callback")

        monitor.add_rule(rn.AlertRule("acc", "gt", 0.5, consecutive_count=2, callback=broken))
        messages = [monitor.check_metrics({"acc": value, "x": "text"}) for value in (0.6, 0.4, 0.6, 0.7, 0.8)]
        self.assertEqual([len(message) for message in messages], [0, 0, 0, 1, 0])
        self.assertEqual((calls, monitor.get_statistics("acc")["count"]), ([0.7], 2))
        with rn.init("p", storage=self.root) as run:
            self.assertEqual(monitor.check_metrics({"loss": float("nan")}), ["⚠️ Alert: loss is NAN"])
        self.assertEqual(rows(run.run_dir)[0]["data"]["text"], "loss is NAN")

    def test_notes_about_experiments_survive_each_other(self):
        manager = rn.ExperimentManager(self.root)
        manager.add_experiment("a", "p", "n", tags=["x"])
        manager.add_experiment("b", "q", "n")
        path = Path(self.root, ".experiments_metadata.json")
        noted = json.loads(path.read_text())
        noted["a"]["later"] = 1
        path.write_text(json.dumps({**noted, "odd": 7}))
        self.assertTrue(manager.tag_experiment("a", ["y"], append=True))
        self.assertFalse(manager.tag_experiment("none", ["y"]))
        self.assertEqual(json.loads(path.read_text())["a"]["later"], 1)
        self.assertEqual([entry.id for entry in manager.search_experiments(tags=["y"])], ["a"])
        self.assertTrue(manager.archive_experiment("b"))
        self.assertEqual([entry.id for entry in manager.search_experiments()], ["a"])
        self.assertTrue(manager.pin_experiment("a"))
        self.assertEqual(manager.delete_experiments(["a", "none"]), {"a": False, "none": False})
        self.assertEqual(manager.delete_experiments(["a"], force=True), {"a": True})
        self.assertEqual(manager.cleanup_old_experiments(days=-1, dry_run=False), ["b"])
        self.assertEqual(manager.get_experiment_stats()["total"], 0)

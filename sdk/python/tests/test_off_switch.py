import inspect
import os
import subprocess
import sys
import tempfile
import timeit
import unittest

import runicorn as rn
from runicorn.disabled_run import DisabledRun

from .support import PACKAGE, StoreTest, document, rows

# Tests gate at three times the bar, which is 2.
MAX_RATIO = 6


def empty(data=None, *, step=None, stage=None, **values):
    """What a call with these arguments costs at least."""


def public(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


class OffSwitch(StoreTest):
    def test_takes_every_call_of_a_run(self):
        run = rn.init(storage=self.root)
        self.addCleanup(run.finish)
        silent = DisabledRun()
        self.assertEqual(public(run) - public(silent), set())
        for name in public(run):
            value = getattr(run, name)
            if not callable(value):
                self.assertIs(type(getattr(silent, name)), type(value), name)

    @unittest.skipUnless(hasattr(os, "fork"), "only where processes fork")
    def test_gives_a_directory_that_is_gone_with_the_process(self):
        scratch = tempfile.mkdtemp(dir=self.folder)
        process = self.train(
            "import os, sys\n"
            "before = os.environ['TMPDIR']; assert not os.listdir(before)\n"
            "run = rn.init(); assert not os.listdir(before)\n"
            "(run.run_dir / 'a.txt').write_text('a'); open(os.path.join(run.run_dir, 'b'), 'w').close()\n"
            "assert sorted(os.listdir(run.run_dir)) == ['a.txt', 'b']\n"
            "if os.fork(): os.wait()\n"
            "else: sys.exit(0)\n"
            "print(run.run_dir, os.path.exists(run.run_dir / 'b'))",
            RUNICORN_ON="0",
            TMPDIR=scratch,
        )
        path, is_there = process.stdout.split()
        self.assertEqual((process.stderr, is_there), ("", "True"))
        self.assertFalse(os.path.exists(path))

    @unittest.skipUnless(hasattr(os, "fork"), "only where processes fork")
    def test_leaves_no_directory_of_a_worker(self):
        scratch = tempfile.mkdtemp(dir=self.folder)
        process = self.train(
            "import multiprocessing, os\n"
            "run = rn.init()\n"
            "def work(): assert os.path.isdir(run.run_dir)\n"
            "worker = multiprocessing.get_context('fork').Process(target=work)\n"
            "worker.start(); worker.join(); assert worker.exitcode == 0",
            RUNICORN_ON="0",
            TMPDIR=scratch,
        )
        self.assertEqual((process.stderr, process.returncode, os.listdir(scratch)), ("", 0, []))

    def test_gives_the_active_run(self):
        for env in ({"RUNICORN_ON": "0"}, {"RANK": "1", "WORLD_SIZE": "2"}, {"RUNICORN_DIR": "/proc/none"}):
            process = self.train(
                "run = rn.init()\n"
                "assert rn.get_active_run() is run\n"
                "rn.log(a=1); rn.summary(a=1); rn.get_active_run().log_text('t')\n"
                "inner = rn.init(); assert rn.get_active_run() is inner\n"
                "inner.finish(); assert rn.get_active_run() is run\n"
                "with run: pass\n"
                "assert rn.get_active_run() is None\n"
                "rn.log(a=1); rn.summary(a=1); rn.finish()",
                **env,
            )
            self.assertEqual(process.returncode, 0, process.stderr)
            self.assertNotIn("no active run", process.stderr)

    def test_ends_where_a_run_is_recorded_again(self):
        with rn.enabled(False):
            silent = rn.init(storage=self.root)
        run = rn.init(storage=self.root, parent=silent)
        rn.log({"a": 1})
        rn.finish()
        self.assertIs(rn.get_active_run(), silent)
        rn.log({"a": 2})
        silent.finish()
        self.assertEqual([row["data"]["a"] for row in rows(run.run_dir)], [1])
        self.assertIsNone(document(run.run_dir, "meta.json")["parent"])

    def test_gives_harmless_values_of_the_right_type(self):
        with rn.enabled(False):
            run = rn.init(storage=self.root)
            for target in (run, rn):
                self.assertEqual([target.log_image("k", b""), target.log_audio("k", b"")], ["", ""])
                self.assertEqual(target.log_video("k", b""), "")
                self.assertEqual(target.log_artifact(object()), 0)
                self.assertIsNotNone(target.use_artifact("a:latest"))
                self.assertIsNotNone(target.get_logging_handler())
                for call in (
                    lambda target=target: target.log({"a": 1}, step=1, stage="s", b=2),
                    lambda target=target: target.log_text("t", key="k", step=1),
                    lambda target=target: target.log_table("t", [[1]], ["c"], 1),
                    lambda target=target: target.log_histogram("h", [1], 1, bins=3),
                    lambda target=target: target.alert("a", "info", "t"),
                    lambda target=target: target.define_metric("m", "min", "x", "s", "d"),
                    lambda target=target: target.log_config(args={}),
                    lambda target=target: target.log_dataset("d", "/"),
                    lambda target=target: target.log_pretrained("p", path_or_uri="/"),
                    lambda target=target: target.watch_outputs(output_dirs=["/"]),
                    lambda target=target: target.stop_outputs_watch(),
                    lambda target=target: target.summary({"a": 1}, b=2),
                    lambda target=target: target.set_primary_metric("m", "min"),
                    lambda target=target: target.on_environment(print),
                    lambda target=target: target.flush(),
                ):
                    self.assertIsNone(call())
            self.assertIs(run.fork(name="n"), run)
            self.assertEqual((run.step, run.status, run.path), (0, "disabled", ""))
            rn.finish()
        self.assertFalse(os.path.exists(self.root))

    def test_has_every_call_of_a_run_at_module_level(self):
        own = {"dropped_records", "dropped_values", "id", "name", "path", "project", "run_dir"}
        run = rn.init(storage=self.root)
        self.addCleanup(run.finish)
        self.assertEqual(public(run) - public(rn) - own - {"status", "step"}, set())
        for name in public(run) & public(rn):
            of_run = inspect.signature(getattr(run, name))
            self.assertEqual(inspect.signature(getattr(rn, name)), of_run, name)

    def test_costs_next_to_nothing(self):
        data = {"loss": 0.5, "acc": 0.9}
        with rn.enabled(False), rn.init(storage=self.root) as run:
            for call in (rn.log, run.log):
                ratios = []
                for _ in range(20):
                    own = timeit.timeit(lambda call=call: call(data, step=3), number=2000)
                    ratios.append(own / timeit.timeit(lambda: empty(data, step=3), number=2000))
                self.assertLess(min(ratios), MAX_RATIO)

    def test_can_be_the_environment(self):
        for word in ("0", "false", "OFF", " no "):
            process = self.train("run = rn.init(); rn.log(a=1); print(run.id)", RUNICORN_ON=word)
            self.assertEqual((process.stdout, process.stderr), ("disabled\n", ""))

    def test_is_not_how_a_missing_run_is_told(self):
        process = self.train("for i in range(3): rn.log(a=i)\nrn.summary(a=1)")
        self.assertEqual(process.stderr.count("no active run"), 1)


class Import(unittest.TestCase):
    def test_is_quick_and_loads_nothing_big(self):
        def cost(module, folder):
            script = (
                f"import sys, time; before = set(sys.modules); start = time.process_time(); import {module}\n"
                "print(time.process_time() - start); print(*set(sys.modules) - before)"
            )
            # Compiled, as pip leaves it, also where the environment forbids Python to keep what it compiles.
            compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
            environment = {**os.environ, "PYTHONPATH": str(PACKAGE), **compiled}
            process = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
            seconds, modules = process.stdout.split("\n")[:2]
            return float(seconds), set(modules.split())

        # Beside a module of the standard library in the same moments, so that a slow machine slows both.
        with tempfile.TemporaryDirectory() as folder:
            pairs = [(cost("runicorn", folder), cost("asyncio", folder)) for _ in range(5)]
        ratio = min(own for (own, _), _ in pairs) / min(peer for _, (peer, _) in pairs)
        self.assertLess(ratio, 1.6)
        loaded = pairs[0][0][1]
        slow = {"subprocess", "hashlib", "tempfile", "logging", "ctypes", "zipfile", "shutil", "traceback", "inspect"}
        slow |= {"numpy", "torch", "PIL", "IPython", "socket", "asyncio", "sqlite3", "urllib.request"}
        # orjson loads some of its own.
        slow |= {"uuid", "platform"} if "orjson" not in loaded else set()
        self.assertEqual(slow & loaded, set())

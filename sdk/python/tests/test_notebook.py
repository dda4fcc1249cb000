import contextlib
import io
import sys
import types
from unittest import mock

import runicorn as rn

from .support import StoreTest, document, steps


class Kernel:
    """A notebook's kernel, as far as it can be asked: IPython's shell while a cell is executed."""

    def __init__(self, tells_cell=True):
        self.kernel = object()
        self.execution_count = 0
        self.user_ns = {"In": [""]}
        self.parent = {}
        self.tells_cell = tells_cell

    def get_parent(self):
        return self.parent

    def execute(self, cell, source):
        self.execution_count += 1
        self.user_ns["In"].append(source)
        self.parent = {"metadata": {"cellId": cell} if self.tells_cell else {}}
        exec(source, self.user_ns)


class Notebook(StoreTest):
    def setUp(self):
        super().setUp()
        self.shell = Kernel()
        module = types.ModuleType("IPython")
        module.get_ipython = lambda: self.shell
        patched = mock.patch.dict(sys.modules, {"IPython": module})
        patched.start()
        self.addCleanup(patched.stop)
        self.addCleanup(lambda: [rn.finish() for _ in range(10)])
        self.shell.user_ns.update(rn=rn, root=self.root, runs=[])

    def states(self):
        return [run.status for run in self.shell.user_ns["runs"]]

    def test_has_several_runs(self):
        for name in "abc":
            self.shell.execute(name, f"runs.append(rn.init(name={name!r}, storage=root)); rn.log(a=1)")
        self.assertEqual(self.states(), ["running"] * 3)
        self.shell.execute("d", "for run in runs: run.log(a=2)")
        for run in self.shell.user_ns["runs"]:
            self.assertEqual(steps(run.run_dir), [1, 2])

    def test_ends_what_the_same_cell_began_before(self):
        for tells_cell in (True, False):
            self.shell.tells_cell = tells_cell
            self.shell.user_ns["runs"].clear()
            for cell in ("1", "2", "1"):
                self.shell.execute(cell, f"runs.append(rn.init(storage=root))  # {cell}")
            self.assertEqual(self.states(), ["finished", "running", "running"])
            self.assertEqual(document(self.shell.user_ns["runs"][0].run_dir, "status.json")["status"], "finished")

    def test_keeps_the_runs_that_one_execution_begins(self):
        self.shell.execute("1", "for _ in range(3): runs.append(rn.init(storage=root))")
        self.assertEqual(self.states(), ["running"] * 3)
        self.shell.execute("1", "runs.append(rn.init(storage=root))")
        self.assertEqual(self.states(), ["finished"] * 3 + ["running"])

    def test_goes_on_after_an_exception_in_a_cell(self):
        self.shell.execute("1", "runs.append(rn.init(storage=root))")
        with self.assertRaises(ZeroDivisionError):
            self.shell.execute("2", "1 / 0")
        self.shell.execute("3", "rn.log(a=1)")
        self.assertEqual(self.states(), ["running"])

    def test_that_answers_strangely_costs_no_run(self):
        for shell in (
            None,
            types.SimpleNamespace(kernel=1),
            types.SimpleNamespace(kernel=1, get_parent=lambda: 1 / 0),
        ):
            self.shell = shell
            with contextlib.redirect_stderr(io.StringIO()):
                self.assertEqual(rn.init(storage=self.root).status, "running")

    def test_leaves_the_hook_of_exceptions_alone(self):
        process = self.train(
            "import sys, types\n"
            "module = types.ModuleType('IPython'); module.get_ipython = lambda: types.SimpleNamespace()\n"
            "sys.modules['IPython'] = module\n"
            "before = sys.excepthook\n"
            "rn.init(); assert sys.excepthook is before"
        )
        self.assertEqual(process.returncode, 0, process.stderr)

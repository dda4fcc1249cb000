import os
import unittest
from pathlib import Path

from .support import StoreTest, document, rows, steps


class Endings(StoreTest):
    def assert_ended(self, status, reason=None):
        ended = document(self.only_run(), "status.json")
        self.assertEqual((ended["status"], ended.get("exit_reason")), (status, reason))
        self.assertNotIn(".writer.json", os.listdir(self.only_run()))

    def test_a_forgotten_finish(self):
        process = self.train("rn.init(); rn.log({'a': 1})")
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        self.assert_ended("finished")

    def test_an_uncaught_exception_which_is_not_swallowed(self):
        process = self.train("rn.init(); rn.log({'a': 1})\nraise ValueError('two\\nlines')")
        self.assertEqual(process.returncode, 1)
        self.assertIn("ValueError: two\nlines", process.stderr)
        self.assert_ended("failed", "ValueError: two lines")

    def test_an_exception_inside_with(self):
        self.train("with rn.init() as run:\n  raise KeyError('k')")
        self.assert_ended("failed", "KeyError: 'k'")

    def test_an_exception_whose_text_fails(self):
        self.train("class E(Exception):\n  def __str__(self): raise RuntimeError\nrn.init()\nraise E")
        self.assert_ended("failed", "E")

    def test_an_interrupt(self):
        self.train("rn.init()\nraise KeyboardInterrupt")
        self.assert_ended("interrupted", "KeyboardInterrupt")

    def test_leaving_with_an_exit_code(self):
        self.train("import sys\nwith rn.init(): sys.exit(3)")
        self.assert_ended("failed", "SystemExit: 3")

    def test_leaving_with_an_exit_code_and_no_with(self):
        process = self.train("import sys\nrn.init()\nsys.exit(3)")
        self.assertEqual(process.returncode, 3)
        self.assert_ended("failed", "SystemExit: 3")

    def test_a_thread_that_leaves(self):
        self.train(
            "import sys, threading\nrn.init()\n"
            "thread = threading.Thread(target=sys.exit, args=(3,)); thread.start(); thread.join()"
        )
        self.assert_ended("finished")

    def test_leaving_without_one(self):
        self.train("import sys\nwith rn.init(): sys.exit(0)")
        self.assert_ended("finished")

    def test_what_the_training_says(self):
        self.train("rn.init(); rn.finish('cancelled'); rn.finish('failed'); rn.log({'a': 1})")
        self.assert_ended("interrupted")

    def test_an_unknown_word(self):
        process = self.train("rn.init(); rn.finish('whatever')")
        self.assertEqual(len(process.stderr.splitlines()), 1)
        self.assert_ended("finished")

    def test_wrong_calls_never_raise(self):
        process = self.train(
            "rn.log({'a': 1}); rn.finish()\n"
            "run = rn.init(tags=5, parent=object(), config=7)\n"
            "run = rn.init(project=3, name=['x'], tags=[1], config={1: object()})\n"
            "run.log(5); run.log({'a': 1}, step=object()); run.log_text(object()); run.log([('b', 2)])\n"
            "run.summary(5); run.set_primary_metric(None, mode='sideways'); run.finish(None)\n"
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertNotIn("Traceback", process.stderr)
        self.assertEqual(len(list(Path(self.root).glob("**/runs/*"))), 2, process.stderr)

    def test_a_run_within_a_run(self):
        self.train(
            "with rn.init(name='outer') as outer:\n"
            "  with rn.init(name='inner'): rn.log({'a': 1})\n"
            "  rn.log({'a': 2})\n"
        )
        self.assertEqual([len(rows(str(run))) for run in Path(self.root).glob("**/runs/*")], [1, 1])

    def test_a_best_value_is_kept(self):
        self.train(
            "run = rn.init(); run.set_primary_metric('acc', mode='min')\n"
            "for x in (3, 1, float('nan'), 2): run.log({'acc': x})"
        )
        summary = document(self.only_run(), "summary.json")
        self.assertEqual(
            summary,
            {
                "best_metric_value": 1,
                "best_metric_name": "acc",
                "best_metric_step": 2,
                "best_metric_mode": "min",
            },
        )


@unittest.skipUnless(hasattr(os, "fork"), "only where processes fork")
class Forks(StoreTest):
    def test_neither_lose_nor_repeat_records_nor_end_the_run(self):
        process = self.train(
            "import os, sys, warnings\n"
            "warnings.simplefilter('ignore', DeprecationWarning)  # Python 3.12: a fork beside a thread.\n"
            "run = rn.init()\n"
            "for i in range(100): run.log({'parent': i})\n"
            "children = []\n"
            "for child in range(4):\n"
            "  pid = os.fork()\n"
            "  if pid == 0:\n"
            "    for i in range(100): run.log({'child': child, 'i': i}, step=1000 + i)\n"
            "    sys.exit(0)\n"
            "  children.append(pid)\n"
            "for i in range(100, 200): run.log({'parent': i})\n"
            "for pid in children: os.waitpid(pid, 0)\n"
            "print(open(run.run_dir + '/status.json').read())\n"
            "run.log({'parent': 200})\n"
        )
        self.assertEqual(process.stderr, "")
        self.assertIn('"running"', process.stdout)
        data = [row["data"] for row in rows(self.only_run())]
        self.assertEqual([row["parent"] for row in data if "parent" in row], list(range(201)))
        for child in range(4):
            self.assertEqual([row["i"] for row in data if row.get("child") == child], list(range(100)))
        self.assertEqual(document(self.only_run(), "status.json")["status"], "finished")

    def test_are_no_reason_for_warnings(self):
        for options in ("", "deferred=True, durable=True"):
            process = self.train(
                "import os, time, warnings; warnings.simplefilter('error')\n"
                f"run = rn.init({options})\n"
                "for i in range(20):\n"
                "  run.log(i=i)\n"
                "  pid = os.fork()\n"
                "  if pid == 0: os._exit(0)\n"
                "  os.waitpid(pid, 0)\n"
            )
            self.assertEqual((process.returncode, process.stderr), (0, ""))

    def test_may_go_on_alone(self):
        process = self.train(
            "import os\n"
            "run = rn.init()\n"
            "run.log({'a': 1})\n"
            "reader, writer = os.pipe()\n"
            "if os.fork():\n"
            "  os._exit(0)\n"
            "os.close(writer)\n"
            "os.read(reader, 1)  # Ends with the parent, the last one that could write.\n"
            "run.log({'a': 2})\n"
            "raise ValueError('alone')\n"
        )
        self.assertIn("ValueError: alone", process.stderr)
        self.assertEqual(steps(self.only_run()), [1, 2])
        self.assertEqual(document(self.only_run(), "status.json")["exit_reason"], "ValueError: alone")

    def test_of_multiprocessing_leave_the_run_alone(self):
        process = self.train(
            "import multiprocessing\n"
            "run = rn.init()\n"
            "def work(i):\n"
            "  rn.log({'i': i}); return i\n"
            "with multiprocessing.get_context('fork').Pool(3) as pool: pool.map(work, range(30))\n"
            "assert run.status == 'running'\n"
        )
        self.assertEqual(process.stderr, "")
        self.assertEqual(sorted(row["data"]["i"] for row in rows(self.only_run())), list(range(30)))
        self.assertEqual(document(self.only_run(), "status.json")["status"], "finished")

import os
import signal
import time
import unittest

from .support import StoreTest, document, rows


BEGIN = "import os, sys, threading\nrun = rn.init(); rn.log({'a': 1})\n"


class EndTest(StoreTest):
    def ended(self, script, **env):
        """status.json after a script that begins a run first, and the finished process."""
        process = self.train(BEGIN + script, **env)
        return document(self.only_run(), "status.json"), process

    def ended_file(self, script, **env):
        """The same of a script that is a file. Its store is moved away for the next one's."""
        process = self.train_file(BEGIN + script, **env)
        status = document(self.only_run(), "status.json")
        os.rename(self.root, self.root + str(time.monotonic_ns()))
        return status, process

    def assert_said(self, written, **said):
        for key in ("status", "exit_reason", "exit_code", "exit_signal"):
            self.assertEqual(written.get(key), said.get(key), (key, written))


class ProcessEnd(EndTest):
    def test_is_told_with_the_exit_code(self):
        for script, said in (
            ("", {"status": "finished", "exit_code": 0}),
            ("sys.exit()", {"status": "finished", "exit_code": 0}),
            ("sys.exit(3)", {"status": "failed", "exit_code": 3, "exit_reason": "SystemExit: 3"}),
            ("sys.exit('why')", {"status": "failed", "exit_code": 1, "exit_reason": "SystemExit: why"}),
            ("raise ValueError('x')", {"status": "failed", "exit_code": 1, "exit_reason": "ValueError: x"}),
            ("rn.finish('failed'); sys.exit(3)", {"status": "failed"}),
        ):
            with self.subTest(script=script):
                status, process = self.ended(script)
                self.assert_said(status, **said)
                self.assertEqual(process.returncode, said.get("exit_code", 3), process.stderr)
            os.rename(self.root, self.root + str(time.monotonic_ns()))

    def test_by_any_kind_of_exit_is_told(self):
        three = {"status": "failed", "exit_code": 3, "exit_reason": "SystemExit: 3"}
        for script, said in (
            ("raise SystemExit(3)", three),
            ("def main(): return 3\nraise SystemExit(main())", three),
            ("def main(): raise SystemExit(3)\nmain()", three),
            ("exit(3)", three),
            ("quit(3)", three),
            ("class Own(SystemExit): pass\nraise Own(3)", {**three, "exit_reason": "Own: 3"}),
            ("raise SystemExit('why')", {"status": "failed", "exit_code": 1, "exit_reason": "SystemExit: why"}),
            ("raise SystemExit", {"status": "finished", "exit_code": 0}),
            ("raise SystemExit(0)", {"status": "finished", "exit_code": 0}),
            ("try: raise SystemExit(4)\nexcept SystemExit as error: kept = error\nraise SystemExit(3)", three),
            ("try: raise SystemExit(4)\nexcept SystemExit as e: kept = e", {"status": "finished", "exit_code": 0}),
            (
                "try: raise SystemExit(4)\nexcept SystemExit as e: kept = e\nraise ValueError('x')",
                {"status": "failed", "exit_code": 1, "exit_reason": "ValueError: x"},
            ),
        ):
            with self.subTest(script=script):
                status, process = self.ended_file(script)
                self.assert_said(status, **said)
                self.assertEqual(process.returncode, said["exit_code"], process.stderr)

    def test_by_an_exit_is_told_though_the_console_is_captured(self):
        script = "print('said', file=sys.stderr)\nraise SystemExit(3)"
        status, process = self.ended_file(script, RUNICORN_CAPTURE_CONSOLE="1")
        self.assert_said(status, status="failed", exit_code=3, exit_reason="SystemExit: 3")
        self.assertEqual((process.returncode, process.stderr), (3, "said\n"))

    def test_by_an_exit_inside_a_program_that_is_no_file_is_told(self):
        status, process = self.ended("exit(3)")
        self.assert_said(status, status="failed", exit_code=3, exit_reason="SystemExit: 3")
        self.assertEqual((process.returncode, process.stderr), (3, ""))

    def test_by_an_exit_because_of_an_error_is_told_with_the_errors_traceback(self):
        for leave, is_told in (
            ("sys.exit(1)", True),
            ("exit(1)", True),
            ("raise SystemExit(1)", True),
            ("with run: sys.exit(1)", True),
            ("raise SystemExit(1) from None", False),
            ("sys.exit(0)", False),
        ):
            with self.subTest(leave=leave):
                status, _ = self.ended_file(
                    f"def train(): raise ValueError('x')\ntry: train()\nexcept ValueError:\n  {leave}"
                )
                self.assertEqual(status["exit_code"], 0 if leave == "sys.exit(0)" else 1)
                self.assertEqual("in train" in status.get("traceback", ""), is_told, status)

    def test_leaves_stderr_as_it_was(self):
        _, process = self.ended_file(
            "import atexit\nout = sys.stderr\n"
            "sys.stderr.write('said'); sys.stderr.flush()\n"
            "class Last:\n  def __del__(self, out=out): assert 'flush' not in vars(out); out.write(' last')\n"
            "last = Last()"
        )
        self.assertEqual((process.returncode, process.stderr), (0, "said last"))

    def test_by_an_exception_is_told_with_its_traceback_without_secrets(self):
        status, _ = self.ended(
            "def train(): raise ValueError('password=hunter2hunter2 of https://me:hunter2hunter2@host/')\ntrain()"
        )
        self.assertIn("in train", status["traceback"])
        self.assertNotIn("hunter2", str(status))

    def test_keeps_the_end_of_a_long_traceback(self):
        status, _ = self.ended("raise ValueError('x' * 100_000 + 'the end')")
        self.assertTrue(status["traceback"].endswith("the end\n"))
        self.assertLessEqual(len(status["traceback"].encode()), 16 * 1024)

    def test_by_a_caught_exit_is_none(self):
        status, process = self.ended(
            "try: sys.exit(3)\nexcept SystemExit as error: assert type(error).__name__ == 'SystemExit'\n"
            "rn.log({'a': 2})"
        )
        self.assert_said(status, status="finished", exit_code=0)
        self.assertEqual(process.returncode, 0, process.stderr)

    def test_by_an_exception_that_was_only_printed_is_none(self):
        status, _ = self.ended("try: 1 / 0\nexcept Exception: sys.excepthook(*sys.exc_info())")
        self.assert_said(status, status="finished", exit_code=0)

    def test_by_an_exception_is_told_though_another_hook_prints_it(self):
        status, process = self.ended(
            "sys.excepthook = lambda kind, error, trace: print('pretty', error)\n"
            "def train(): raise ValueError('x')\ntrain()"
        )
        self.assertEqual(process.stdout, "pretty x\n")
        self.assert_said(status, status="failed", exit_code=1, exit_reason="ValueError: x")
        self.assertIn("in train", status["traceback"])

    def test_of_the_main_thread_does_not_end_what_others_record(self):
        status, _ = self.ended(
            "import time\n"
            "def work():\n"
            "  while threading.main_thread().is_alive(): time.sleep(0.001)\n"
            "  for i in range(10): rn.log({'i': i})\n"
            "threading.Thread(target=work).start()\n"
            "raise ValueError('x')"
        )
        self.assert_said(status, status="failed", exit_code=1, exit_reason="ValueError: x")
        self.assertEqual(len(rows(self.only_run())), 11)

    def test_is_told_though_a_thread_hangs(self):
        status, _ = self.ended(
            "import json, time\n"
            "def hang():\n"
            "  while threading.main_thread().is_alive(): time.sleep(0.001)\n"
            "  run._life._beat(); rn.log({'a': 2}); os._exit(1)\n"
            "threading.Thread(target=hang).start()\n"
            "raise ValueError('x')"
        )
        self.assert_said(status, status="failed", exit_code=1, exit_reason="ValueError: x")
        self.assertEqual(len(rows(self.only_run())), 2)

    def test_of_a_thread_by_an_exception_is_its_own_affair(self):
        status, process = self.ended("thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()")
        self.assert_said(status, status="finished", exit_code=0)
        self.assertIn("ZeroDivisionError", process.stderr)

    def test_is_after_what_the_program_does_at_exit(self):
        script = "import atexit\natexit.register(lambda: rn.log({'last': 1}))\nrn.init()\nrn.log({'a': 1})"
        process = self.train(script)
        self.assertEqual(process.stderr, "")
        self.assertEqual([list(row["data"])[0] for row in rows(self.only_run())], ["a", "last"])

    def test_by_os_exit_loses_no_record(self):
        status, process = self.ended("rn.log({'a': 2}); os._exit(7)")
        self.assertEqual((process.returncode, status["status"]), (7, "running"))
        self.assertEqual(len(rows(self.only_run())), 2)

    def test_lets_nothing_out_while_the_interpreter_is_taken_apart(self):
        _, process = self.ended(
            "import gc, time\n"
            "class Last:\n"
            "  def __init__(self): self.me = self\n"
            "  def __del__(self): run.log({'late': 1}); run.log_text('late'); rn.log({'late': 2}); run.finish()\n"
            "last = Last(); other = Last(); sys.keep = Last(); gc.disable()\n"
            "def forever():\n"
            "  while True: run.log({'daemon': 1})\n"
            "for _ in range(4): threading.Thread(target=forever, daemon=True).start()\n"
            "time.sleep(0.05)"
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertNotIn("Traceback", process.stderr)
        rows(self.only_run())


@unittest.skipUnless(hasattr(signal, "SIGHUP"), "only where there are such signals")
class Signals(EndTest):
    def test_end_the_run_as_interrupted_and_the_process_as_before(self):
        for name in ("SIGTERM", "SIGHUP"):
            status, process = self.ended(f"import signal; os.kill(os.getpid(), signal.{name}); print('alive')")
            self.assertEqual(process.returncode, -getattr(signal, name))
            self.assertEqual(process.stdout, "")
            self.assert_said(status, status="interrupted", exit_reason=name, exit_signal=name)
            os.rename(self.root, self.root + name)

    def test_from_the_keyboard_stay_an_exception(self):
        status, process = self.ended(
            # A shell that starts the tests in the background has them ignore it.
            "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "os.kill(os.getpid(), signal.SIGINT); time.sleep(9)"
        )
        self.assertIn("KeyboardInterrupt", process.stderr)
        self.assert_said(status, status="interrupted", exit_reason="KeyboardInterrupt", exit_signal="SIGINT")

    def test_that_the_program_handles_stay_its_own(self):
        for before in (True, False):
            handle = "import signal\nsignal.signal(signal.SIGTERM, lambda *_: print('mine'))\n"
            go = "os.kill(os.getpid(), signal.SIGTERM)"
            begin = "import os\n" + handle + "rn.init()\n" if before else "import os\nrn.init()\n" + handle
            process = self.train(begin + go)
            self.assertEqual((process.returncode, process.stdout), (0, "mine\n"))
            self.assertEqual(document(self.only_run(), "status.json")["status"], "finished")
            os.rename(self.root, self.root + str(before))

    def test_that_the_program_hands_on_to_us_stay_its_own(self):
        # As Lightning does, which then saves a checkpoint and leaves.
        status, process = self.ended(
            "import signal\n"
            "before = signal.getsignal(signal.SIGTERM)\n"
            "told = []\n"
            "def mine(*arguments): before(*arguments); told.append(1)\n"
            "signal.signal(signal.SIGTERM, mine)\n"
            "os.kill(os.getpid(), signal.SIGTERM)\n"
            "rn.log({'a': 2}); print('saved', told)"
        )
        self.assertEqual((process.returncode, process.stdout), (0, "saved [1]\n"), process.stderr)
        self.assert_said(status, status="interrupted", exit_reason="SIGTERM", exit_signal="SIGTERM")
        self.assertEqual(len(rows(self.only_run())), 2)

    def test_can_be_left_alone(self):
        status, process = self.ended("import signal; os.kill(os.getpid(), signal.SIGTERM)", RUNICORN_SIGNALS="0")
        self.assertEqual((process.returncode, status["status"]), (-signal.SIGTERM, "running"))

    def test_end_a_process_whose_disk_hangs(self):
        # Another thread never gives the lock of the files back.
        process = self.train(
            "import os, signal, threading, time\n"
            "from runicorn import run_life; run_life.END_PATIENCE_SECONDS = 0.2\n"
            "run = rn.init()\n"
            "def hang(): run._record.files_lock.acquire(); time.sleep(60)\n"
            "threading.Thread(target=hang, daemon=True).start()\n"
            "time.sleep(0.1); os.kill(os.getpid(), signal.SIGTERM)"
        )
        self.assertEqual(process.returncode, -signal.SIGTERM)

    def test_of_a_forked_child_do_not_end_its_parents_run(self):
        status, process = self.ended(
            "import signal, warnings; warnings.simplefilter('ignore')\n"
            "pid = os.fork()\n"
            "if pid == 0:\n  import time; rn.log({'child': 1}); time.sleep(60)\n"
            "import time; time.sleep(0.2); os.kill(pid, signal.SIGTERM)\n"
            "assert os.waitpid(pid, 0)[1] == signal.SIGTERM\n"
            "assert run.status == 'running'; rn.log({'parent': 1})"
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assert_said(status, status="finished", exit_code=0)
        self.assertEqual(len(rows(self.only_run())), 3)

import contextlib
import io
import json
import os
import sys
import unittest
from pathlib import Path

import runicorn as rn
from runicorn.console.line_assembler import LineAssembler

from .support import StoreTest

try:
    import tqdm
except ImportError:
    tqdm = None

FIXTURE = Path(__file__).resolve().parents[3] / "test/fixtures/conformance/console.json"
# What tqdm writes, one write() each.
BAR = ["\r  0%|   | 0/2", "\r 50%|#  | 1/2", "", "\r100%|###| 2/2  ", "\n"]


class Lines(unittest.TestCase):
    def lines(self, mode, *texts):
        assembler = LineAssembler(mode)
        lines = [line for text in texts for line in assembler.feed(text)]
        return lines + assembler.finish()

    def test_are_those_that_the_fixture_says(self):
        for case in json.loads(FIXTURE.read_text(encoding="utf-8")):
            for mode, expected in case["lines"].items():
                self.assertEqual(self.lines(mode, *case["writes"]), expected, case["name"])

    def test_are_complete_as_soon_as_the_line_is(self):
        assembler = LineAssembler("smart")
        self.assertEqual(assembler.feed("one\ntwo"), ["one"])
        self.assertEqual(assembler.feed(" half"), [])
        self.assertEqual(assembler.feed("\r\n\n  \n"), ["two half"])
        self.assertEqual(assembler.finish(), [])

    def test_keep_colours_and_lose_moves_of_the_cursor(self):
        for mode in ("smart", "all", "none"):
            texts = ["\x1b[31mred\x1b[0", "m\n", "\x1b[?25lhidden\x1b[K\n", "\x1b[0m\n", "end\x1b["]
            self.assertEqual(self.lines(mode, *texts), ["\x1b[31mred\x1b[0m", "hidden", "end"])

    def test_keep_the_last_state_of_a_bar_all_or_none(self):
        self.assertEqual(self.lines("smart", *BAR, "after\n"), ["100%|###| 2/2", "after"])
        self.assertEqual(len(self.lines("all", *BAR, "after\n")), 4)
        self.assertEqual(self.lines("none", *BAR, "after\n"), ["after"])
        self.assertEqual(self.lines("smart", "\r 10%|", "\r 40%|", "\n", "after\n"), [" 40%|", "after"])
        self.assertEqual(self.lines("smart", "\r 10%|", "\r 40%|"), [" 40%|"])
        self.assertEqual(self.lines("smart", "step 1\rstep 2\rstep 3\n"), ["step 3"])

    def test_are_bounded(self):
        self.assertEqual(len("".join(self.lines("smart", "x" * 200_000))), 200_000)
        self.assertGreater(len(self.lines("smart", "\n\r5%" * 1000)), 900)

    @unittest.skipIf(tqdm is None, "tqdm is not installed")
    def test_keep_the_bars_of_tqdm_itself(self):
        class Terminal:
            def __init__(self):
                self.assembler, self.lines = LineAssembler("smart"), []

            def write(self, text):
                self.lines += self.assembler.feed(text)

            def flush(self):
                pass

        terminal = Terminal()
        for _ in tqdm.trange(3, file=terminal, desc="outer", mininterval=0):
            for _ in tqdm.trange(20, file=terminal, desc="inner", leave=False, mininterval=0):
                pass
            tqdm.tqdm.write("a message", file=terminal)
        self.assertEqual(terminal.lines[:3], ["a message"] * 3)
        self.assertRegex(terminal.lines[3], "^outer: 100%.*3/3")
        self.assertEqual(len(terminal.lines + terminal.assembler.finish()), 4)


class Console(StoreTest):
    def log(self, directory):
        """The lines of the log without their times."""
        lines = Path(directory, "logs.txt").read_text(encoding="utf-8").split("\n")
        self.assertEqual(lines.pop(), "")
        for line in lines:
            self.assertRegex(line, r"^(\[\d\d:\d\d:\d\d\] |\d\d:\d\d:\d\d \| )")
        return [line.split(" ", 1)[1] for line in lines]

    def test_is_copied_and_passes_through_unchanged(self):
        result = self.train(
            """
import sys
run = rn.init(capture_console=True)
print("one\\ntwo", end=""); print("!"); print("ünï ☃", file=sys.stderr); print()
sys.stdout.write("\\x1b[31mred\\x1b[0m\\r\\n"); sys.stdout.writelines(["a", "b\\n"])
sys.stdout.flush(); sys.stdout.buffer.write(b"bytes\\n")
print(sys.stdout.isatty(), sys.stdout.fileno(), sys.stdout.encoding, sys.stdout.errors)
print("unfinished", end="")
run.finish()
assert sys.stdout is sys.__stdout__ and sys.stderr is sys.__stderr__
"""
        )
        # With text=True the line end of Windows is read as our own.
        plain = "one\ntwo!\n\n\x1b[31mred\x1b[0m\nab\nbytes\n"
        self.assertEqual((result.returncode, result.stderr), (0, "ünï ☃\n"))
        self.assertTrue(result.stdout.startswith(plain), result.stdout)
        expected = ["one", "two!", "ünï ☃", "\x1b[31mred\x1b[0m", "ab", "False 1 utf-8 strict", "unfinished"]
        self.assertEqual(self.log(self.only_run()), expected)

    def train(self, script, **env):
        return super().train(script, PYTHONIOENCODING="utf-8:strict", PYTHONUTF8="1", **env)

    def test_is_in_the_log_before_the_process_dies(self):
        self.train('import os\nrn.init(capture_console=True)\nprint("last words")\nos.kill(os.getpid(), 9)')
        self.assertEqual(self.log(self.only_run()), ["last words"])

    def test_of_threads_loses_nothing(self):
        self.train(
            """
import sys, threading
rn.init(capture_console=True)
def work(name):
    for index in range(300): sys.stdout.write(f"{name} {index}\\n")
threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
"""
        )
        self.assertEqual(sorted(self.log(self.only_run())), sorted(f"{n} {i}" for n in "abcd" for i in range(300)))

    def test_of_threads_survives_the_end_of_runs(self):
        # print() writes to a stream that it does not hold.
        process = self.train(
            "import threading, time\n"
            "from runicorn.console.console_capture import ConsoleCapture\n"
            "done = []\n"
            "def talk():\n"
            "  while not done: print('a')\n"
            "threads = [threading.Thread(target=talk) for _ in range(4)]\n"
            "for thread in threads: thread.start()\n"
            "for _ in range(60):\n"
            "  capture = ConsoleCapture(lambda lines: None, 'smart', 'r')\n"
            "  capture.start(); time.sleep(0.001); capture.stop(); del capture\n"
            "done.append(1)\n"
            "for thread in threads: thread.join()"
        )
        self.assertEqual(process.returncode, 0, process.stderr)

    def test_of_a_forked_child_is_copied_once(self):
        self.train(
            """
import os, sys
rn.init(capture_console=True)
sys.stdout.write("half "); sys.stdout.flush()
if os.fork() == 0:
    print("child"); sys.stdout.flush(); os._exit(0)
os.wait()
print("whole")
""",
            PYTHONWARNINGS="ignore",
        )
        self.assertEqual(sorted(self.log(self.only_run())), ["child", "half whole"])

    def test_tells_what_the_run_has_to_tell(self):
        self.train('run = rn.init(capture_console=True)\nrun.log({"bad": object()})')
        (line,) = self.log(self.only_run())
        self.assertTrue(line.startswith("runicorn: bad is not recorded"))

    def test_goes_on_when_the_log_cannot_be_written(self):
        result = self.train(
            """
import os
run = rn.init(capture_console=True)
os.mkdir(os.path.join(run.run_dir, "logs.txt"))
for index in range(3): print(index)
"""
        )
        self.assertEqual((result.returncode, result.stdout), (0, "0\n1\n2\n"))
        self.assertEqual(result.stderr.count("could not be written"), 1)

    def test_of_several_runs_ends_in_any_order(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            first = rn.init(storage=self.root, capture_console=True)
            print("one")
            second = rn.init(storage=self.root, capture_console=True)
            print("both")
            first.finish()
            print("second")
            second.finish()
            self.assertIs(sys.stdout, out)
            print("none")
        self.assertEqual(out.getvalue(), "one\nboth\nsecond\nnone\n")
        self.assertEqual(self.log(first.run_dir), ["one", "both"])
        self.assertEqual(self.log(second.run_dir), ["both", "second"])

    def test_leaves_streams_alone_that_others_put_on_top(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            run = rn.init(storage=self.root, capture_console=True)
            ours = sys.stdout
            inner = io.StringIO()
            with contextlib.redirect_stdout(inner):
                print("inner")
                run.finish()
                self.assertIs(sys.stdout, inner)
            self.assertIs(sys.stdout, ours)
            print("later")
            rn.init(storage=self.root, capture_console=True).finish()
            self.assertIs(sys.stdout, out)
        self.assertEqual((out.getvalue(), inner.getvalue()), ("later\n", "inner\n"))
        self.assertFalse(os.path.exists(os.path.join(run.run_dir, "logs.txt")) and self.log(run.run_dir))

    def test_raises_what_the_stream_raises(self):
        class Broken(io.StringIO):
            def write(self, text):
                raise OSError("broken")

        with contextlib.redirect_stdout(Broken()):
            run = rn.init(storage=self.root, capture_console=True)
            with self.assertRaises(OSError):
                print("x")
            with self.assertRaises(TypeError):
                sys.stderr.write(b"bytes")
            run.finish()

    def test_of_a_program_without_one_does_nothing(self):
        with contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
            run = rn.init(storage=self.root, capture_console=True)
            print("nowhere")
            run.finish()
        self.assertEqual(run.status, "finished")

import contextlib
import io
import os
import threading
import time
from unittest import mock

import runicorn as rn
from runicorn import deferred_records
from runicorn.append_file import AppendFile

from .support import StoreTest, document, rows, steps


class Deferred(StoreTest):
    def begin(self, **options):
        run = rn.init(storage=self.root, deferred=True, **options)
        self.addCleanup(run.finish)
        return run

    def wait_for(self, check):
        end = time.monotonic() + 30
        while not check():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.005)

    def test_records_are_in_the_file_a_moment_later(self):
        run = self.begin()
        for _ in range(3):
            for index in range(10):
                run.log({"a": index})
            written = run.step
            self.wait_for(
                lambda written=written: os.path.exists(self.events(run)) and len(rows(run.run_dir)) == written
            )
            # Long enough for the thread to fall asleep.
            time.sleep(0.15)
        self.assertEqual(steps(run.run_dir), list(range(1, 31)))

    def events(self, run):
        return os.path.join(run.run_dir, "events.jsonl")

    def test_records_are_in_the_file_after_flush_and_finish(self):
        run = self.begin()
        run.log({"a": 1})
        rn.flush()
        self.assertEqual(steps(run.run_dir), [1])
        run.log({"a": 2}, step=7)
        run.finish()
        self.assertEqual(steps(run.run_dir), [1, 7])

    def test_flush_does_not_wait_for_what_is_recorded_meanwhile(self):
        run = self.begin()
        written = []

        def append(file, line, append=AppendFile.append):
            if len(written) < 100:
                written.append(line)
                run.log({"meanwhile": 1})
            append(file, line)

        with mock.patch.object(AppendFile, "append", append):
            run.log({"a": 1})
            run.flush()
            self.assertLess(len(written), 50)

    def test_records_are_in_the_file_after_a_flush_and_a_kill(self):
        self.train(
            "import os, signal\nrun = rn.init(deferred=True)\n"
            "for i in range(1000): run.log({'i': i})\n"
            "run.flush(); os.kill(os.getpid(), signal.SIGKILL)"
        )
        self.assertEqual(len(rows(self.only_run())), 1000)

    def test_records_are_in_the_file_after_any_end_of_the_process(self):
        for end in ("", "import sys; sys.exit(3)", "raise ValueError", "import os; os.kill(os.getpid(), 15)"):
            self.root = os.path.join(self.folder, str(len(end)))
            self.train("run = rn.init(deferred=True)\nfor i in range(1000): run.log({'i': i})\n" + end)
            self.assertEqual(len(rows(self.only_run())), 1000)

    def test_records_are_of_the_moment_of_the_call(self):
        class Tensor:
            def __init__(self, value):
                self.value = value

            def item(self):
                return self.value

        run = self.begin()
        tensor, data, deep = Tensor(1), {"a": 1}, {"b": [1]}
        before = time.time()
        run.log({"t": tensor})
        run.log(data)
        run.log(deep)
        after = time.time()
        tensor.value = data["a"] = deep["b"][0] = 2
        data["b"] = 3
        run.flush()
        written = [{k: v for k, v in row["data"].items() if k in "tab"} for row in rows(run.run_dir)]
        self.assertEqual(written, [{"t": 1}, {"a": 1}, {"b": [1]}])
        for row in rows(run.run_dir):
            self.assertTrue(before - 0.001 <= row["ts"] <= after + 0.001)

    def test_events_keep_their_place_among_records(self):
        run = self.begin()
        run.log({"a": 1})
        run.log_text("said", key="t")
        run.log({"a": 2})
        run.finish()
        self.assertEqual([row["type"] for row in rows(run.run_dir)], ["metrics", "text", "metrics"])
        self.assertEqual(rows(run.run_dir)[1]["data"]["global_step"], 1)

    def test_bad_records_are_counted_and_cost_no_other(self):
        run = self.begin()
        for data in ({"a": 1}, {"x": "x" * (16 << 20)}, {"a": object()}, {"a": float("nan")}, {"a": 2}):
            run.log(data)
        run.finish()
        self.assertEqual((run.dropped_records, run.dropped_values), (1, 1))
        self.assertEqual([row["data"]["global_step"] for row in rows(run.run_dir)], [1, 3, 4, 5])

    def test_a_disk_that_takes_nothing_costs_no_more_memory_than_a_bound(self):
        run = self.begin()
        told = io.StringIO()
        release = threading.Event()
        append = AppendFile.append

        def stuck(file, line):
            release.wait(60)
            append(file, line)

        with mock.patch.object(AppendFile, "append", stuck), contextlib.redirect_stderr(told):
            for index in range(200):
                run.log({"index": index, "text": "x" * 1_000_000})
            lost = run.dropped_records
            release.set()
            run.flush()
            # 64 MiB are 67 of them, and the one that goes beyond.
            self.assertEqual(lost, 200 - 68)
        run.log({"index": 200})
        run.finish()
        self.assertEqual(len(rows(run.run_dir)), 201 - lost)
        self.assertEqual((run.dropped_records, told.getvalue().count("could not be written")), (lost, 1))

    def test_a_full_disk_costs_exactly_the_records_that_did_not_fit(self):
        run = self.begin()
        room = [1000]
        write = os.write

        def scarce(fd, data):
            if len(data) > room[0]:
                data = data[: room[0]]
                if not data:
                    raise OSError(28, "No space left on device")
            room[0] -= len(data)
            return write(fd, data)

        with mock.patch("os.write", scarce):
            for index in range(100):
                run.log({"index": index})
            run.flush()
        lost = run.dropped_records
        self.assertTrue(80 < lost < 100, lost)
        run.log({"index": 100})
        run.finish()
        with open(self.events(run), "rb") as file:
            whole = [line for line in file.read().split(b"\n") if line.endswith(b"}}")]
        self.assertEqual(len(whole), 101 - lost)
        self.assertIn(b'"index":100', whole[-1])
        self.assertEqual(document(run.run_dir, "status.json")["dropped_records"], lost)

    def test_a_disk_that_hangs_costs_bounded_memory_and_no_time(self):
        run = self.begin()
        free = threading.Event()
        append = AppendFile.append

        def stuck(file, line):
            free.wait(30)
            append(file, line)

        with mock.patch.object(AppendFile, "append", stuck), mock.patch.object(deferred_records, "MAX_WAITING", 1000):
            before = time.monotonic()
            for index in range(5000):
                run.log({"index": index})
                if index == 10:
                    time.sleep(0.1)
            self.assertLess(time.monotonic() - before, 3)
            free.set()
            run.finish()
        self.assertGreater(run.dropped_records, 3000)
        self.assertEqual(len(rows(run.run_dir)), 5000 - run.dropped_records)

    def test_works_without_threads(self):
        os.environ["RUNICORN_THREADS"] = "0"
        run = self.begin()
        before = threading.active_count()
        run.log({"a": 1})
        time.sleep(0.06)
        run.log({"a": 2})
        self.assertEqual(steps(run.run_dir), [1, 2])
        run.log({"a": 3})
        run.finish()
        self.assertEqual(steps(run.run_dir), [1, 2, 3])
        self.assertLessEqual(threading.active_count(), before)

    def test_leaves_no_thread_behind(self):
        before = threading.active_count()
        for _ in range(20):
            run = self.begin()
            run.log({"a": 1})
            run.finish()
        self.wait_for(lambda: threading.active_count() <= before)

    def test_a_child_writes_its_own_records_only(self):
        process = self.train(
            "import os, sys, warnings\nwarnings.simplefilter('ignore')\n"
            "run = rn.init(deferred=True)\n"
            "for i in range(50): run.log({'parent': i})\n"
            "pid = os.fork()\n"
            "for i in range(50): run.log({'child' if pid == 0 else 'parent': i})\n"
            "if pid == 0: sys.exit(0)\n"
            "os.waitpid(pid, 0)"
        )
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        data = [row["data"] for row in rows(self.only_run())]
        self.assertEqual(len([row for row in data if "parent" in row]), 100)
        self.assertEqual(len([row for row in data if "child" in row]), 50)


class Durable(StoreTest):
    def test_brings_records_to_the_disk(self):
        for deferred in (False, True):
            synced = []
            with mock.patch(
                "os.fdatasync", lambda fd, synced=synced: synced.append(os.fstat(fd).st_size), create=True
            ):
                run = rn.init(storage=self.root, durable=True, deferred=deferred)
                run.log({"a": 1})
                run.flush()
                size = os.path.getsize(os.path.join(run.run_dir, "events.jsonl"))
                self.assertIn(size, synced)
                end = time.monotonic() + 30
                run.log({"a": 2})
                while max(synced) == size and time.monotonic() < end:
                    time.sleep(0.02)
                self.assertGreater(max(synced), size, "within a second or so, without being asked")
                run.finish()

    def test_flush_says_so_when_the_disk_refuses(self):
        with mock.patch("os.fdatasync", side_effect=OSError(5, "Input/output error"), create=True):
            run = rn.init(storage=self.root, durable=True)
            run.log({"a": 1})
            run.flush()
            run.finish()
        self.assertEqual(document(run.run_dir, "status.json")["status"], "finished")

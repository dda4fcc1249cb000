import os
import sys
import threading
import time
import unittest
from unittest import mock

import runicorn as rn
from runicorn.background import Background
from runicorn.run_clock import RunClock

from .support import StoreTest, document, rows


class Jobs(unittest.TestCase):
    def setUp(self):
        self.errors = []
        self.background = Background(self.errors.append)
        self.addCleanup(self.background.stop)
        self.done = []
        self.semaphore = threading.Semaphore(0)

    def job(self, name, answer=None):
        def work():
            self.done.append(name)
            self.semaphore.release()
            return answer

        return work

    def wait(self, times):
        for _ in range(times):
            self.assertTrue(self.semaphore.acquire(timeout=5))

    def test_are_done_one_after_the_other(self):
        self.background.soon(self.job("a"))
        self.background.soon(self.job("b"))
        self.background.every(0.01, self.job("c"))
        self.wait(5)
        self.assertEqual(self.done[:3], ["a", "b", "c"])
        self.assertEqual(set(self.done[3:]), {"c"})

    def test_say_themselves_when_they_want_another_turn(self):
        self.background.every(0.01, self.job("slow", answer=1000))
        self.background.soon(self.job("again", answer=0.01))
        self.wait(4)
        self.assertEqual(self.done.count("slow"), 1)

    def test_that_fail_are_told_and_stop_no_other(self):
        self.background.soon(lambda: 1 / 0)
        self.background.every(0.01, self.job("a"))
        self.wait(2)
        self.assertIsInstance(self.errors[0], ZeroDivisionError)

    def test_are_left_out_once_stopped(self):
        self.background.every(0.01, self.job("a"))
        self.wait(1)
        self.background.stop()
        self.background.join(5)
        count = len(self.done)
        self.background.soon(self.job("b"))
        time.sleep(0.05)
        self.assertEqual(len(self.done), count)
        self.assertFalse(self.background.alive)

    def test_wait_while_paused(self):
        self.background.every(0.01, self.job("a"))
        self.wait(1)
        self.background.pause(5)
        self.assertFalse(self.background.alive)
        count = len(self.done)
        time.sleep(0.03)
        self.assertEqual(len(self.done), count)
        self.background.go_on()
        while self.semaphore.acquire(blocking=False):
            pass
        self.wait(2)

    def test_that_take_long_are_not_disturbed_by_a_pause(self):
        started, free = threading.Event(), threading.Event()
        self.background.soon(lambda: (started.set(), free.wait(5), None)[2])
        self.background.every(0.01, self.job("a"))
        started.wait(5)
        before = time.monotonic()
        self.background.pause(0.05)
        self.assertLess(time.monotonic() - before, 4)
        threads = threading.active_count()
        self.background.go_on()
        free.set()
        self.wait(2)
        self.assertEqual(threading.active_count(), threads, "no second thread")

    def test_that_import_are_waited_for_before_a_fork(self):
        started, done = threading.Event(), threading.Event()

        def load():
            with self.background.importing:
                started.set()
                time.sleep(0.2)
                done.set()
            time.sleep(0.2)

        self.background.soon(load)
        self.assertTrue(started.wait(5))
        self.background.pause(0.01)
        self.assertTrue(done.is_set())
        self.background.go_on()
        with self.background.importing:
            pass

    def test_are_on_time_when_the_clock_is_set(self):
        for jump in (-3600, 86400):
            with mock.patch("time.time", lambda jump=jump: 1.8e9 + jump):
                self.background.every(0.01, self.job("a"))
                self.wait(3)


class Clock(unittest.TestCase):
    def test_that_is_set_does_not_change_how_long_a_run_took(self):
        for jump in (-3600.0, 86400.0):
            clock = RunClock()
            now = time.time()
            with mock.patch("time.time", lambda now=now, jump=jump: now + jump):
                self.assertAlmostEqual(clock.now(), now, delta=1)

    def test_that_is_corrected_is_right(self):
        clock = RunClock()
        now = time.time() + 10
        with mock.patch("time.time", lambda: now):
            self.assertEqual(clock.now(), now)


class Beside(StoreTest):
    def test_a_run_ends_after_it_began_though_the_clock_was_set_back(self):
        with mock.patch("time.time", lambda: 1.9e9):
            run = rn.init(storage=self.root)
            run.log(a=1)
        run.log(a=2)
        run._life._beat()
        run.finish()
        status = document(run.run_dir, "status.json")
        self.assertGreaterEqual(status["ended_at"], status["started_at"])
        self.assertLess(status["ended_at"] - status["started_at"], 60)

    def test_a_run_there_is_one_thread_and_none_afterwards(self):
        before = set(threading.enumerate())
        run = rn.init(storage=self.root, system_metrics=True, capture_env=True)
        new = [thread for thread in threading.enumerate() if thread not in before]
        self.assertEqual([(thread.name, thread.daemon) for thread in new], [("runicorn", True)])
        run.finish()
        new[0].join(5)
        self.assertFalse(new[0].is_alive())

    @unittest.skipUnless(sys.platform.startswith("linux"), "only where reading a sample needs no program")
    def test_a_run_that_ends_soon_has_one_system_sample(self):
        run = rn.init(storage=self.root, system_metrics=True)
        end = time.monotonic() + 20
        # The first look only reads what speeds are reckoned from.
        while getattr(run._life.parts._sampler, "_sources", None) is None and time.monotonic() < end:
            time.sleep(0.02)
        self.assertFalse(os.path.exists(os.path.join(run.run_dir, "system.jsonl")))
        run.finish()
        samples = rows(run.run_dir, "system.jsonl")
        self.assertGreaterEqual(len(samples), 1)
        self.assertIn("mem_used_mib", samples[0]["data"])

    def test_a_summary_is_a_second_behind_at_most(self):
        run = rn.init(storage=self.root)
        replaced, replace = [], os.replace

        def counting(source, target):
            replaced.append(os.path.basename(target))
            replace(source, target)

        with mock.patch("os.replace", counting):
            run.summary(step=0)
            self.assertEqual(document(run.run_dir, "summary.json"), {"step": 0})
            begun = time.monotonic()
            for step in range(1, 101):
                run.summary(step=step)
            end = time.monotonic() + 20
            while document(run.run_dir, "summary.json") != {"step": 100} and time.monotonic() < end:
                time.sleep(0.02)
            self.assertEqual(document(run.run_dir, "summary.json"), {"step": 100})
            self.assertLessEqual(replaced.count("summary.json"), 2 + (time.monotonic() - begun))
        run.summary(step=101)
        run.flush()
        self.assertEqual(document(run.run_dir, "summary.json"), {"step": 101})
        run.summary(step=102)
        run.finish()
        self.assertEqual(document(run.run_dir, "summary.json"), {"step": 102})

    def test_a_run_there_is_none_where_none_is_wanted(self):
        os.environ["RUNICORN_THREADS"] = "0"
        before = threading.active_count()
        run = rn.init(storage=self.root, system_metrics=True, capture_env=True, capture_console=True, durable=True)
        run.log(a=1)
        started = time.monotonic()
        with mock.patch("runicorn.run_parts.CAPTURE_PATIENCE_SECONDS", 10):
            run.finish()
        self.assertLessEqual(threading.active_count(), before)
        self.assertLess(time.monotonic() - started, 5, "finish waits for no capture that never began")

    def test_what_is_captured_is_waited_for_only_a_moment(self):
        slow = threading.Event()
        run = rn.init(storage=self.root, capture_env=True)
        with mock.patch("runicorn.run_parts.CAPTURE_PATIENCE_SECONDS", 0.1):
            run._life.parts.capture._done.clear()
            run._life._background.soon(lambda: (slow.wait(5), None)[1])
            started = time.monotonic()
            run.finish()
        slow.set()
        self.assertLess(time.monotonic() - started, 4)

    @unittest.skipUnless(hasattr(os, "fork"), "only where processes fork")
    def test_a_fork_there_is_no_thread(self):
        process = self.train(
            "import os, threading, warnings\n"
            "warnings.simplefilter('error')\n"
            "run = rn.init(deferred=True); run.log(a=1)\n"
            "pid = os.fork()\n"
            "if pid == 0:\n"
            "  os._exit(threading.active_count())\n"
            "assert os.waitpid(pid, 0)[1] >> 8 == 1\n"
            "run.log(a=2); run.finish()"
        )
        self.assertEqual((process.returncode, process.stderr), (0, ""))

import multiprocessing
import os
import threading
import unittest

import runicorn as rn

from .support import StoreTest, document, rows, steps

THREADS = 8
PROCESSES = 4
EACH = 400


def work(run, worker, drop=True):
    """Logs EACH records, of which every tenth holds a value that JSON cannot."""
    for index in range(EACH):
        data = {"worker": worker, "index": index, "text": "ü" * (index * worker % 700)}
        if drop and index % 10 == 0:
            data["bad"] = object()
        run.log(data)
        if index % 100 == 0:
            run.log_text(f"worker {worker}")
            run.summary({f"w{worker}": index})


def work_in_process(run, worker):
    for thread in [threading.Thread(target=work, args=(run, worker * 10 + n, False)) for n in range(2)]:
        thread.start()


class Stress(StoreTest):
    def assert_whole(self, run, workers):
        seen = sorted((row["data"]["worker"], row["data"]["index"]) for row in rows(run.run_dir))
        self.assertEqual(seen, sorted((worker, index) for worker in workers for index in range(EACH)))
        for row in rows(run.run_dir):
            self.assertEqual(row["data"]["text"], "ü" * (row["data"]["index"] * row["data"]["worker"] % 700))

    def in_threads(self, run):
        threads = [threading.Thread(target=work, args=(run, worker)) for worker in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def test_of_eight_threads_leaves_every_line_whole_and_counts_exactly(self):
        for deferred in (False, True):
            with self.subTest(deferred=deferred):
                run = rn.init(storage=self.root, deferred=deferred)
                self.in_threads(run)
                run.finish()
                self.assert_whole(run, range(THREADS))
                self.assertEqual(sorted(steps(run.run_dir)), list(range(1, THREADS * EACH + 1)))
                self.assertEqual(run.step, THREADS * EACH)
                self.assertEqual((run.dropped_records, run.dropped_values), (0, THREADS * EACH // 10))
                self.assertEqual(len(document(run.run_dir, "summary.json")), THREADS)

    @unittest.skipUnless(hasattr(os, "fork"), "only where processes fork")
    def test_of_four_processes_leaves_every_line_whole(self):
        for deferred in (False, True):
            with self.subTest(deferred=deferred):
                run = rn.init(storage=self.root, deferred=deferred)
                run.log({"worker": 99, "index": -1, "text": ""})
                context = multiprocessing.get_context("fork")
                processes = [context.Process(target=work_in_process, args=(run, n)) for n in range(PROCESSES)]
                for process in processes:
                    process.start()
                for process in processes:
                    process.join()
                    self.assertEqual(process.exitcode, 0)
                self.assertEqual(run.status, "running")
                run.finish()
                written = [row for row in rows(run.run_dir) if row["data"]["worker"] != 99]
                self.assertEqual(len(written), PROCESSES * 2 * EACH)
                seen = {(row["data"]["worker"], row["data"]["index"]) for row in written}
                self.assertEqual(len(seen), len(written))

    def test_that_finishes_while_others_log_writes_to_no_foreign_file(self):
        for _ in range(20):
            run = rn.init(storage=self.root)
            started = threading.Barrier(THREADS + 1)

            def forever(run=run, started=started):
                started.wait()
                while run.status == "running":
                    run.log({"a": 1})

            threads = [threading.Thread(target=forever) for _ in range(THREADS)]
            for thread in threads:
                thread.start()
            started.wait()
            foreign = os.path.join(self.folder, "foreign")
            run.finish()
            fds = [os.open(foreign, os.O_CREAT | os.O_RDWR | os.O_APPEND) for _ in range(10)]
            for thread in threads:
                thread.join()
            for fd in fds:
                os.close(fd)
            self.assertEqual(os.path.getsize(foreign), 0)

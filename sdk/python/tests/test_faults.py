import contextlib
import errno
import io
import os
import shutil
import unittest
from unittest import mock

import runicorn as rn

from .support import StoreTest, document, rows


class Disk:
    """os.write to one kind of file as a failing disk does it.

    Each fault is a negative error number, or how many bytes are taken.
    """

    def __init__(self, name, faults):
        self.name = name
        self.faults = list(faults)
        self.write = os.write

    def __call__(self, fd, data):
        if not self.faults or not os.readlink(f"/proc/self/fd/{fd}").endswith(self.name):
            return self.write(fd, data)
        fault = self.faults.pop(0)
        if isinstance(fault, int) and fault >= 0:
            return self.write(fd, data[:fault])
        raise OSError(-fault, os.strerror(-fault))


@unittest.skipUnless(os.path.isdir("/proc/self/fd"), "only where descriptors have names")
class Faults(StoreTest):
    def setUp(self):
        super().setUp()
        self.said = io.StringIO()
        redirected = contextlib.redirect_stderr(self.said)
        redirected.__enter__()
        self.addCleanup(redirected.__exit__, None, None, None)
        self.run_ = rn.init(storage=self.root)
        self.addCleanup(self.run_.finish)

    def log(self, *numbers):
        for number in numbers:
            self.run_.log({"n": number})

    def read(self):
        """The numbers of the whole records, and the pieces of others."""
        with open(os.path.join(self.run_.run_dir, "events.jsonl"), "rb") as file:
            lines = [line for line in file.read().split(b"\n") if line]
        whole = [line for line in lines if line.endswith(b"}}")]
        return [int(line.split(b'"n":')[1].split(b",")[0]) for line in whole], len(lines) - len(whole)

    def assert_told_once(self, word):
        self.assertEqual(self.said.getvalue().count(word), 1, self.said.getvalue())

    def test_of_writing_cost_the_records_that_they_hit_and_no_other(self):
        for fault in (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.ESTALE, errno.EFBIG):
            with self.subTest(fault=errno.errorcode[fault]):
                self.tearDown()
                self.doCleanups()
                self.setUp()
                self.log(1)
                with mock.patch("os.write", Disk("events.jsonl", [-fault, -fault, -fault])):
                    self.log(2, 3, 4, 5, 6)
                self.assertEqual(self.read(), ([1, 5, 6], 0))
                self.assertEqual(self.run_.dropped_records, 3)
                self.assert_told_once("record could not be written")
                self.run_.finish()
                self.assertEqual(document(self.run_.run_dir, "status.json")["dropped_records"], 3)
                self.assert_told_once("3 records could not be written")

    def test_in_the_middle_of_a_line_glue_no_record_to_its_piece(self):
        for faults, lost in (
            ([5, -errno.ENOSPC], 1),
            ([5, 0], 1),
            ([5, 7], 0),
            ([5, -errno.EIO, -errno.EIO, 3, -errno.EIO], 3),
        ):
            with self.subTest(faults=faults):
                self.doCleanups()
                self.setUp()
                with mock.patch("os.write", Disk("events.jsonl", faults)):
                    self.log(1, 2, 3, 4, 5)
                numbers, pieces = self.read()
                self.assertEqual(numbers, [1, 2, 3, 4, 5][lost:])
                self.assertEqual(self.run_.dropped_records, lost)
                self.assertLessEqual(pieces, 2)

    def test_of_opening_are_tried_again(self):
        real = os.open
        fail = [errno.EMFILE, errno.ENFILE, errno.EACCES, errno.EROFS]

        def no_descriptor(path, *args, **options):
            if str(path).endswith("events.jsonl") and fail:
                raise OSError(fail.pop(0), "no")
            return real(path, *args, **options)

        with mock.patch("os.open", no_descriptor):
            self.log(1, 2, 3, 4, 5)
        self.assertEqual(self.read(), ([5], 0))
        self.assertEqual(self.run_.dropped_records, 4)
        self.assert_told_once("runicorn")

    def test_of_real_descriptors_that_run_out(self):
        process = self.train(
            "import os, resource\n"
            "run = rn.init()\n"
            "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
            "held = []\n"
            "try:\n"
            "  while True: held.append(os.open('/dev/null', os.O_RDONLY))\n"
            "except OSError: pass\n"
            "run.log(n=1); run.log_text('lost'); run.summary(a=1); run.log(n=2)\n"
            "for fd in held: os.close(fd)\n"
            "run.log(n=3); run.log_text('kept'); run.summary(b=2)\n"
            "assert run.dropped_records == 2\n",
            RUNICORN_DIR=self.root + "2",
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertNotIn("Traceback", process.stderr)
        self.root += "2"
        self.assertEqual([row["data"]["n"] for row in rows(self.only_run())], [3])
        self.assertEqual(document(self.only_run(), "summary.json"), {"a": 1, "b": 2})

    def test_of_files_that_may_not_grow(self):
        process = self.train(
            "import os, resource, signal\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "run = rn.init()\n"
            "hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, hard))\n"
            "for i in range(100): run.log(n=i)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))\n"
            "run.log(n=100); print(run.dropped_records)\n",
            RUNICORN_DIR=self.root + "2",
        )
        self.assertEqual(process.returncode, 0, process.stderr)
        with open(os.path.join(self.only_of(self.root + "2"), "events.jsonl")) as file:
            whole = [line for line in file.read().split("\n") if line.endswith("}}")]
        self.assertEqual(len(whole), 101 - int(process.stdout))

    def only_of(self, root):
        self.root = root
        return self.only_run()

    def test_of_a_descriptor_that_somebody_closed_reach_no_foreign_file(self):
        self.log(1)
        events = [fd for fd in os.listdir("/proc/self/fd") if self.name_of(fd).endswith("events.jsonl")]
        os.close(int(events[0]))
        self.log(2, 3)
        self.assertEqual(self.read(), ([1, 2, 3], 0))
        self.assertEqual(self.run_.dropped_records, 0)

    def name_of(self, fd):
        try:
            return os.readlink(f"/proc/self/fd/{fd}")
        except OSError:
            return ""

    def test_of_a_run_that_is_deleted_are_told_and_counted(self):
        self.log(1)
        shutil.rmtree(self.root)
        self.run_._life._beat()
        self.log(2, 3)
        self.assertEqual(self.run_.dropped_records, 2)
        self.assert_told_once("were deleted")
        os.makedirs(self.run_.run_dir)
        self.log(4)
        self.assertEqual(self.read(), ([4], 0))
        before = len(os.listdir("/proc/self/fd"))
        self.log(5)
        self.assertEqual(len(os.listdir("/proc/self/fd")), before)

    def test_of_a_store_that_is_moved_lose_nothing(self):
        self.log(1)
        os.rename(self.root, self.root + "-moved")
        self.run_._life._beat()
        self.log(2)
        os.rename(self.root + "-moved", self.root)
        self.log(3)
        self.assertEqual(self.read(), ([1, 2, 3], 0))

    def test_leave_json_files_as_they_were(self):
        self.run_.summary(a=1)
        before = document(self.run_.run_dir, "status.json")
        with mock.patch("os.replace", side_effect=OSError(errno.EIO, "Input/output error")):
            self.run_.summary(b=2)
            self.run_._life._beat()
        self.assertEqual(document(self.run_.run_dir, "summary.json"), {"a": 1})
        self.assertEqual(document(self.run_.run_dir, "status.json"), before)
        self.run_.summary(c=3)
        self.run_.flush()
        self.assertEqual(document(self.run_.run_dir, "summary.json"), {"a": 1, "b": 2, "c": 3})
        self.assertEqual([name for name in os.listdir(self.run_.run_dir) if name.endswith(".tmp")], [])

    def test_of_everything_reach_no_training(self):
        broken = OSError(errno.EIO, "Input/output error")
        with contextlib.ExitStack() as stack:
            for call in ("write", "open", "replace", "rename", "stat", "lstat", "fstat", "link", "unlink"):
                stack.enter_context(mock.patch(f"os.{call}", side_effect=broken))
            run = self.run_
            run.log(n=1)
            run.log_text("x")
            run.log_text("x", key="k")
            run.summary(a=1)
            run.set_primary_metric("n")
            run.log_image("i", b"x")
            run.log_table("t", [[1]])
            run.log_histogram("h", [1, 2])
            run.alert("a")
            run.define_metric("n", mode="min")
            run.flush()
            run._life._beat()
            other = rn.init(storage=self.root)
            run.fork().log(n=2)
            other.finish()
            run.finish()
        self.assertEqual(rn.init(storage=os.path.join("/dev/null", "store")).id, "disabled")

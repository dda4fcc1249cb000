import contextlib
import io
import logging
import re
import sys
import threading
from pathlib import Path

import runicorn as rn

from .support import StoreTest


class LoggingHandler(StoreTest):
    def setUp(self):
        super().setUp()
        self.logger = logging.Logger("app")

    def begin(self, **options):
        self.run_ = rn.init(storage=self.root, **options)
        self.addCleanup(self.run_.finish)
        return self.run_

    def log(self):
        path = Path(self.run_.run_dir, "logs.txt")
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return re.sub(r"^\[?\d\d:\d\d:\d\d\]? ", "", text, flags=re.M).split("\n")[:-1]

    def test_writes_every_line_with_level_and_logger(self):
        self.logger.addHandler(self.begin().get_logging_handler())
        self.logger.info("%d%%", 5)
        self.logger.debug("below the level")
        self.logger.warning("two\nlines ☃ \ud800")
        self.assertEqual(
            self.log(), ["| INFO | app | 5%", "| WARNING | app | two", "| WARNING | app | lines ☃ \ufffd"]
        )

    def test_writes_tracebacks(self):
        self.logger.addHandler(self.begin().get_logging_handler())
        try:
            raise KeyError("cause")
        except KeyError:
            self.logger.exception("failed")
        lines = self.log()
        self.assertEqual(lines[:2], ["| ERROR | app | failed", "| ERROR | app | Traceback (most recent call last):"])
        self.assertEqual(lines[-1], "| ERROR | app | KeyError: 'cause'")

    def test_takes_level_and_format(self):
        run = self.begin()
        self.logger.addHandler(run.get_logging_handler(level=logging.ERROR, fmt="<%(levelname)s> %(message)s"))
        self.logger.warning("no")
        self.logger.error("yes")
        self.assertEqual(self.log(), ["<ERROR> yes"])
        self.assertEqual(run.get_logging_handler("DEBUG").level, logging.DEBUG)

    def test_takes_a_level_and_a_format_that_are_none(self):
        told = io.StringIO()
        with contextlib.redirect_stderr(told):
            self.logger.addHandler(self.begin().get_logging_handler(level="loud", fmt="%(what"))
            self.logger.error("yes")
        self.assertIn("loud", told.getvalue())

    def test_survives_messages_that_raise_or_log(self):
        logger = self.logger

        class Message:
            def __str__(self):
                logger.error("inside")
                raise RuntimeError("no text")

        told = io.StringIO()
        with contextlib.redirect_stderr(told):
            logger.addHandler(self.begin().get_logging_handler())
            logger.error("%s", Message())
            logger.error("%d", "no number")
            logger.error("after")
        self.assertEqual(self.log(), ["| ERROR | app | after"])
        self.assertEqual(told.getvalue().count("runicorn: "), 1)

    def test_is_harmless_after_the_end(self):
        told = io.StringIO()
        run = self.begin()
        self.logger.addHandler(run.get_logging_handler())
        run.finish()
        with contextlib.redirect_stderr(told):
            self.logger.error("late")
        self.assertEqual((self.log(), told.getvalue()), ([], ""))

    def test_takes_threads(self):
        self.logger.addHandler(self.begin().get_logging_handler())
        threads = [threading.Thread(target=self.logger.info, args=(str(index),)) for index in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(self.log()), sorted(f"| INFO | app | {index}" for index in range(20)))

    def test_and_the_console_capture_write_a_record_once(self):
        for first in ("console", "handler"):
            with self.subTest(first=first), contextlib.redirect_stderr(io.StringIO()):
                self.logger = logging.Logger("app")
                run = self.begin(capture_console=True)
                handlers = [logging.StreamHandler(), run.get_logging_handler()]
                for handler in handlers if first == "console" else reversed(handlers):
                    self.logger.addHandler(handler)
                self.logger.error("once")
                print("printed", file=sys.stderr)
                run.finish()
                expected = {"console": ["once", "printed"], "handler": ["| ERROR | app | once", "printed"]}
                self.assertEqual(self.log(), expected[first])

    def test_of_the_console_takes_two_records_that_look_alike(self):
        with contextlib.redirect_stderr(io.StringIO()):
            run = self.begin(capture_console=True)
            self.logger.addHandler(logging.StreamHandler())
            self.logger.error("twice")
            self.logger.error("twice")
            run.finish()
        self.assertEqual(self.log(), ["twice", "twice"])

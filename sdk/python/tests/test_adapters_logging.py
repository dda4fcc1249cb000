import logging
import logging.config
import os
import re

import runicorn as rn
from tests.support import StoreTest

CONFIG = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"short": {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": "%Y"}},
    "handlers": {
        "run": {"class": "runicorn.active_run_handler.ActiveRunHandler", "level": "INFO"},
        "formatted": {
            "class": "runicorn.active_run_handler.ActiveRunHandler",
            "formatter": "short",
            "level": "ERROR",
        },
    },
    "loggers": {
        "training": {"handlers": ["run"], "level": "DEBUG", "propagate": False},
        "alarms": {"handlers": ["formatted"], "propagate": False},
    },
}


class Logging(StoreTest):
    def setUp(self):
        super().setUp()
        os.environ["RUNICORN_DIR"] = self.root
        logging.config.dictConfig(CONFIG)
        self.log = logging.getLogger("training")
        for name in CONFIG["loggers"]:
            self.addCleanup(logging.getLogger(name).handlers.clear)

    def lines(self, run):
        with open(os.path.join(run.run_dir, "logs.txt"), encoding="utf-8") as file:
            return file.read().splitlines()

    def test_a_configured_program_logs_into_the_active_run(self):
        self.log.info("before any run")
        with rn.init() as first:
            self.log.debug("too little")
            self.log.info("epoch %d", 3)
            try:
                raise ValueError("bad batch")
            except ValueError:
                self.log.exception("failed")
        with rn.init() as second:
            self.log.warning("again")
        self.log.info("after all runs")
        told, *rest = self.lines(first)
        self.assertRegex(told, r"^\d\d:\d\d:\d\d \| INFO \| training \| epoch 3$")
        self.assertEqual(sum("ValueError: bad batch" in line for line in rest), 1)
        self.assertEqual(
            [re.sub("^[0-9:]+ ", "", line) for line in self.lines(second)], ["| WARNING | training | again"]
        )

    def test_a_formatter_of_its_own_is_used(self):
        with rn.init() as run:
            logging.getLogger("alarms").error("lost %s", "it")
        [line] = self.lines(run)
        self.assertRegex(line, r"^\d{4} ERROR lost it$")

    def test_a_handler_of_one_run_by_factory(self):
        with rn.init() as run:
            factory = {"()": "runicorn.get_logging_handler", "level": "INFO"}
            root = {"handlers": ["run"], "level": "INFO"}
            logging.config.dictConfig({**CONFIG, "handlers": {"run": factory}, "loggers": {"training": root}})
            self.log.info("made by a factory")
        self.assertTrue(self.lines(run)[0].endswith("INFO | training | made by a factory"))

import argparse
import dataclasses
import json
import os
import unittest
from enum import Enum
from pathlib import PurePosixPath

from runicorn.plain_config import MAX_VALUES, plain_config


class Refuses:
    """An object that raises whenever it is looked at."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __str__(self):
        raise RuntimeError


class Phase(Enum):
    WARMUP = "warmup"


@dataclasses.dataclass
class Settings:
    lr: float = 0.1
    layers: list = dataclasses.field(default_factory=list)


class Constants:
    lr = 0.5


class PlainConfig(unittest.TestCase):
    def test_is_read_from_whatever_holds_it(self):
        path = PurePosixPath("/data")
        for config, plain in (
            (None, {}),
            ({}, {}),
            ({"a": {1: (2, path)}, ("x",): Phase.WARMUP}, {"a": {"1": [2, "/data"]}, "('x',)": "warmup"}),
            (argparse.Namespace(lr=1, data=path), {"lr": 1, "data": "/data"}),
            (Settings(layers=[Settings()]), {"lr": 0.1, "layers": [{"lr": 0.1, "layers": []}]}),
            (Settings, {"lr": 0.1}),
            (Constants, {"lr": 0.5}),
            ([1, 2], {"config": [1, 2]}),
            ("fast", {"config": "fast"}),
        ):
            self.assertEqual(plain_config(config), plain)

    def test_what_cannot_be_looked_at_costs_itself_only(self):
        self.assertEqual(plain_config({"bad": Refuses(), "good": 1}), {"bad": "<Refuses>", "good": 1})
        self.assertEqual(plain_config(Refuses()), {"config": "<Refuses>"})

    def test_may_contain_itself(self):
        config = {"lr": 1}
        config["self"] = [config]
        self.assertEqual(plain_config(config), {"lr": 1, "self": ["<dict>"]})

    def test_is_cut_off_where_it_never_ends(self):
        levels = [{} for _ in range(20)]
        for upper, lower in zip(levels, levels[1:]):
            upper.update((f"k{index}", lower) for index in range(10))
        self.assertLess(len(json.dumps(plain_config(levels[0]))), 100 * MAX_VALUES)
        self.assertEqual(plain_config({"env": dict(os.environ)})["env"], dict(os.environ))

import decimal
import json
import random
import struct
import unittest
from enum import Enum
from http import HTTPStatus
from unittest import mock

from runicorn import record as record_module
from runicorn.record import RecordFormat


class Scalar:
    """Like a scalar of numpy or torch."""

    def __init__(self, value):
        self.value = value

    def item(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class Refuses:
    """An object that raises whenever it is looked at."""

    def __getattr__(self, name):
        raise RuntimeError(name)


class Phase(Enum):
    WARMUP = "warmup"


class Records(unittest.TestCase):
    def setUp(self):
        self.bad = []
        self.new_keys = []
        self.format = RecordFormat(lambda key, reason: self.bad.append(key), self.new_keys.append)

    def data(self, values, step=1, stage=None):
        line = self.format.line(12.5, values, step, stage)
        self.assertEqual(line.count(b"\n"), 1)
        self.assertTrue(line.endswith(b"\n"))
        record = json.loads(line.decode())
        self.assertEqual((record["ts"], record["type"]), (12.5, "metrics"))
        return record["data"]

    def test_read_back_to_what_was_logged(self):
        draw = random.Random(7)
        for _ in range(2000):
            values = {
                f"k{draw.randrange(9)}": draw.choice(
                    [
                        struct.unpack("d", struct.pack("Q", draw.getrandbits(64)))[0],
                        draw.randrange(-(2**70), 2**70),
                        draw.random(),
                        draw.choice([True, False, None, 'ü\n"', [1, {"a": 2.5}]]),
                    ]
                )
                for _ in range(draw.randrange(5))
            }
            self.assertEqual(repr(self.data(values)), repr({**values, "global_step": 1, "time": 12.5}))

    def test_are_the_same_with_and_without_orjson(self):
        if record_module.dumps is None:
            self.skipTest("orjson is not installed")
        for values in (
            {"a": 1.5, "ü\n": 2},
            {"a": float("nan")},
            {"a": 2**70},
            {1: 2.0},
            {},
            {"a": -0.0, "b": 1e300},
            {"a": HTTPStatus.OK, "b": Phase.WARMUP},
        ):
            fast = self.data(values)
            with mock.patch.object(record_module, "dumps", None):
                self.assertEqual(repr(self.data(values)), repr(fast))

    def test_take_scalars_of_numeric_libraries(self):
        data = self.data({"a": Scalar(0.5), "b": Scalar(3), "c": decimal.Decimal("1.5"), "d": {"e": Scalar(True)}})
        self.assertEqual(data, {"a": 0.5, "b": 3, "c": 1.5, "d": {"e": True}, "global_step": 1, "time": 12.5})

    def test_leave_out_what_json_cannot_hold(self):
        cycle = {}
        cycle["self"] = cycle
        values = {
            "object": object(),
            "bytes": b"x",
            "set": {1},
            "array": Scalar(ValueError("size 2")),
            "list": Scalar([1]),
            "cycle": cycle,
            "digits": 10**5000,
            "refuses": Refuses(),
            ("a", "tuple"): 1,
            "good": 1,
        }
        self.assertEqual(self.data(values), {"good": 1, "global_step": 1, "time": 12.5})
        self.assertEqual(len(self.bad), 9)

    def test_write_keys_as_json_does(self):
        self.assertEqual(
            self.data({1: 1, None: 2, False: 3, 2.5: 4, "\ud800": 5}),
            {"1": 1, "null": 2, "false": 3, "2.5": 4, "\ufffd": 5, "global_step": 1, "time": 12.5},
        )

    def test_forget_keys_when_there_are_too_many(self):
        for index in range(25000):
            self.format.line(1.0, {f"k{index}": "x"}, 1, None)
        self.assertLessEqual(len(self.format._keys), record_module.MAX_KEYS)
        self.assertLessEqual(len(self.format.templates), record_module.MAX_KEYS)

    def test_read_back_to_what_was_logged_without_orjson_too(self):
        with mock.patch.object(record_module, "dumps", None):
            self.test_read_back_to_what_was_logged()

    def test_tell_of_every_set_of_keys_once(self):
        for data in ({"a": 1}, {"a": 2, "b%s": 3}, {"a": 4}, {"b%s": 5, "a": 6}, {True: 1}, {1: 2}):
            self.assertEqual(len(self.data(data)), len(data) + 2)
        self.assertEqual(self.new_keys, [("a",), ("a", "b%s"), ("b%s", "a"), (True,)])

import json
import math
import os
import tempfile
import unittest
from unittest import mock

from runicorn.append_file import AppendFile
from runicorn.json_file import read_json, replace_json
from runicorn.last_step import last_step


class FileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "events.jsonl")

    def write(self, text):
        with open(self.path, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def read(self):
        with open(self.path, encoding="utf-8", newline="") as file:
            return file.read()


class Appending(FileTest):
    def append(self, *lines):
        file = AppendFile(self.path)
        for line in lines:
            file.append(line)
        file.close()
        file.close()

    def test_begins_a_new_line_after_a_torn_one(self):
        self.write('{"whole":1}\n{"to')
        self.append(b'{"a":1}\n', b'{"b":2}\n')
        self.assertEqual(self.read(), '{"whole":1}\n{"to\n{"a":1}\n{"b":2}\n')

    def test_adds_nothing_to_a_whole_last_line(self):
        self.write("{}\n")
        self.append(b"{}\n")
        self.assertEqual(self.read(), "{}\n{}\n")

    @unittest.skipUnless(os.path.exists("/dev/full"), "only where a full device is at hand")
    def test_says_when_a_line_could_not_be_written(self):
        file = AppendFile("/dev/full")
        for _ in range(3):
            with self.assertRaises(OSError):
                file.append(b"{}\n")
        file.close()

    @unittest.skipUnless(os.path.isdir("/proc/self/fd"), "only where descriptors can be counted")
    def test_keeps_no_descriptor_of_a_file_it_cannot_read(self):
        self.write("{}\n")
        file = AppendFile(self.path)
        with mock.patch("os.read", side_effect=OSError("input/output error")):
            before = len(os.listdir("/proc/self/fd"))
            with self.assertRaises(OSError):
                file.append(b"{}\n")
            self.assertEqual(len(os.listdir("/proc/self/fd")), before)

    def test_says_when_the_file_cannot_be_opened_and_tries_again(self):
        file = AppendFile(os.path.join(self.path, "events.jsonl"))
        with self.assertRaises(OSError):
            file.append(b"{}\n")
        os.mkdir(self.path)
        file.append(b"{}\n")
        file.close()


class LastStep(FileTest):
    def record(self, step, text=""):
        data = f'{{"x":NaN,"t":"{text}","global_step":{step},"time":1}}'
        return f'{{"ts":1,"type":"metrics","data":{data}}}\n'

    def test_is_that_of_the_last_record_that_can_be_read(self):
        self.write(
            self.record(4) + self.record(5) + '{"type":"image","data":{"global_step":9}}\n"global_step"\n{"ts":1,'
        )
        self.assertEqual(last_step(self.path), 5)

    def test_is_found_behind_long_lines(self):
        self.write(self.record(1) + self.record(2, "ü" * 200000) + "x" * 300000)
        self.assertEqual(last_step(self.path), 2)

    def test_is_zero_where_there_is_none(self):
        self.assertEqual(last_step(self.path), 0)
        self.write("")
        self.assertEqual(last_step(self.path), 0)


class JsonFiles(FileTest):
    def test_hold_numbers_that_json_cannot_write_as_texts(self):
        replace_json(self.path, {"nan": math.nan, "low": [-math.inf], "deep": {"high": math.inf}, "one": 1.0})
        document = json.loads(self.read(), parse_constant=self.fail)
        self.assertEqual(document, {"nan": "NaN", "low": ["-Infinity"], "deep": {"high": "Infinity"}, "one": 1.0})

    def test_are_as_before_when_writing_fails(self):
        replace_json(self.path, {"a": 1})
        with self.assertRaises(TypeError):
            replace_json(self.path, {"a": object()})
        self.assertEqual(read_json(self.path), {"a": 1})
        self.assertEqual(os.listdir(os.path.dirname(self.path)), ["events.jsonl"])

    def test_that_are_damaged_read_as_empty(self):
        for text in ("", "{", "[1]", "null", "[" * 100000):
            self.write(text)
            self.assertEqual(read_json(self.path), {})

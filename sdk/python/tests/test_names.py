import json
import random
import unicodedata
import unittest
from pathlib import Path

from runicorn.names import name_folders, project_folder, run_folder, split_path

FIXTURE = Path(__file__).resolve().parents[3] / "test" / "fixtures" / "conformance" / "names.json"
PIECES = list('ab.~ /\\:*?"<>|é\u0301数🦄\t\x00\x7f\x85\u202e') + [
    "runs",
    "RUNS",
    "con",
    "aux.",
    "..",
    "x" * 50,
    "\ud800",
]


class Names(unittest.TestCase):
    def test_become_the_folders_that_the_fixture_says(self):
        folders = {
            "project": project_folder,
            "name": lambda name: "/".join(name_folders(name)),
            "run": run_folder,
        }
        for case in json.loads(FIXTURE.read_text(encoding="utf-8")):
            with self.subTest(case=case):
                self.assertEqual(folders[case["kind"]](case["input"]), case["output"])

    def test_of_any_text_become_folders_that_every_file_system_takes(self):
        draw = random.Random(1)
        for _ in range(3000):
            text = "".join(draw.choice(PIECES) for _ in range(draw.randrange(12)))
            with self.subTest(text=text):
                for folder in [project_folder(text), run_folder(text), *name_folders(text)]:
                    self.assertTrue(1 <= len(folder.encode("utf-8")) <= 120)
                    self.assertEqual(folder, unicodedata.normalize("NFC", folder))
                    self.assertFalse(any(unicodedata.category(char) == "Cc" for char in folder))
                    self.assertFalse(set(folder) & set('\\/:*?"<>|'))
                    self.assertNotIn(folder[-1], ". ")
                    self.assertNotIn(folder.lower(), ("runs", "con", ".", ".."))
                self.assertEqual(project_folder(project_folder(text)), project_folder(text))
                self.assertLessEqual(len(name_folders(text)), 8)

    def test_of_the_older_spelling_split_at_the_first_slash(self):
        self.assertEqual(split_path("cv/yolo/s"), ("cv", "yolo/s"))
        self.assertEqual(split_path("\\cv\\yolo\\"), ("cv", "yolo"))
        self.assertEqual(split_path("/"), ("", ""))

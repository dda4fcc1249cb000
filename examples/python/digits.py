"""The handwritten digits beside these examples."""

import csv
import gzip
import random
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data" / "digits.csv.gz"
VALIDATION_SHARE = 0.2


def load_digits(split_seed=0):
    """Training and validation examples, each a list of (64 grey values from 0 to 1, digit)."""
    with gzip.open(DATA, "rt", newline="") as file:
        examples = [([int(grey) / 16 for grey in row[:64]], int(row[64])) for row in csv.reader(file)]
    random.Random(split_seed).shuffle(examples)
    held_out = int(len(examples) * VALIDATION_SHARE)
    return examples[held_out:], examples[:held_out]

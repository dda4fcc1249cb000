"""AMD GPUs as rocm-smi tells them, where Linux's own files are out of sight."""

from __future__ import annotations

import json
import re
from typing import Any

MIB = 1024 * 1024
ARGUMENTS = (
    "--showuse", "--showmemuse", "--showmeminfo", "vram", "--showtemp", "--showpower", "--showmaxpower",
    "--showclocks", "--showfan", "--json",
)  # fmt: skip
# What a sample calls a value, the names it has had in rocm-smi's answers, and the unit it comes in.
VALUES = (
    ("util_pct", ("GPU use (%)",), 1),
    ("mem_util_pct", ("GPU Memory Read/Write Activity (%)",), 1),
    ("mem_used_mib", ("VRAM Total Used Memory (B)",), MIB),
    ("mem_total_mib", ("VRAM Total Memory (B)",), MIB),
    ("temp_c", ("Temperature (Sensor edge) (C)", "Temperature (Sensor junction) (C)"), 1),
    ("power_w", ("Average Graphics Package Power (W)", "Current Socket Graphics Package Power (W)"), 1),
    ("power_limit_w", ("Max Graphics Package Power (W)",), 1),
    ("clock_sm_mhz", ("sclk clock speed:",), 1),
    ("fan_pct", ("Fan speed (%)",), 1),
)


def parse_rocm_smi(output: str, now: float = 0.0) -> dict[str, float]:
    """The values by key. Raises ValueError where the output is no JSON."""
    values: dict[str, float] = {}
    # Warnings may stand before the document.
    document = json.loads(output[output.index("{") :])
    for card, told in document.items():
        match = re.fullmatch(r"card(\d+)", card)
        if match is None or not isinstance(told, dict):
            continue
        for name, titles, unit in VALUES:
            numbers = [_number(told.get(title)) for title in titles]
            number = next((number for number in numbers if number is not None), None)
            if number is not None:
                values[f"gpu{match.group(1)}_{name}"] = number / unit
    return values


def _number(text: Any) -> float | None:
    # Clocks come as "(1200Mhz)".
    match = re.match(r"\(?(\d+(?:\.\d+)?)", str(text))
    return float(match.group(1)) if match else None

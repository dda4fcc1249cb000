"""The step a run had reached, read from the end of its events.jsonl."""

from __future__ import annotations

import json
import os

CHUNK_BYTES = 64 * 1024
MAX_STEP = 2**53 - 1


def last_step(path: str) -> int:
    """`global_step` of the last metric record that can be read; 0 where there is none."""
    try:
        with open(path, "rb") as file:
            position = file.seek(0, os.SEEK_END)
            rest = b""
            while position > 0:
                start = max(0, position - max(CHUNK_BYTES, len(rest)))
                file.seek(start)
                lines = (file.read(position - start) + rest).split(b"\n")
                position = start
                # The first piece may be the end of a longer line: it waits for what lies before it.
                rest = lines.pop(0) if start > 0 else b""
                for line in reversed(lines):
                    step = _step_of(line)
                    if step is not None:
                        return step
    except OSError:
        return 0
    return 0


def _step_of(line: bytes) -> int | None:
    if b'"global_step"' not in line:
        return None
    try:
        record = json.loads(line.decode("utf-8", "replace"))
        step = record["data"]["global_step"] if record.get("type") == "metrics" else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return int(step) if isinstance(step, (int, float)) and abs(step) <= MAX_STEP else None

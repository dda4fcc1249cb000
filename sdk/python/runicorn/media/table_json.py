"""The file of a table that is too large for a line of events.jsonl."""

from __future__ import annotations

import json
from typing import Any

from .table import Table
from .tell import Tell

MAX_BYTES = 64 << 20


def table_json(table: Table, tell: Tell) -> list[bytes]:
    """`{"columns", "rows"}` in pieces, without the rows that do not fit, of which `tell` hears. NaN is bare."""
    pieces = [b'{"columns":' + _json(table.columns) + b',"rows":[']
    size = len(pieces[0])
    for index, row in enumerate(table.rows):
        piece = (b",\n" if index else b"\n") + _json(row)
        size += len(piece)
        if size > MAX_BYTES:
            tell("bytes", f"only the first {index} rows of a table are recorded")
            break
        pieces.append(piece)
    pieces.append(b"\n]}\n")
    return pieces


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

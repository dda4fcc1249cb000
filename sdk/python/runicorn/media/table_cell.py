"""One cell of a table, as JSON."""

from __future__ import annotations

import json
from typing import Any, Mapping

from ..plain import NotPlain, plain_text, to_plain
from ..plain_config import plain_config

MAX_TEXT = 100_000
# Of what is no text by itself.
MAX_DESCRIPTION = 1000
_MISSING = ("NaTType", "NAType")


def table_cell(value: Any) -> Any:
    """None, bool, int, float or text: dates as ISO text, containers as JSON text, the rest as text. Never raises."""
    if value is None or type(value) in (bool, int, float):
        return _number(value)
    try:
        if isinstance(value, str):
            return plain_text(str(value[:MAX_TEXT]))
        if type(value).__name__ in _MISSING:
            return None
        if isinstance(value, (Mapping, list, tuple)):
            plain = plain_config({"cell": value})["cell"]
            return _short(json.dumps(plain, ensure_ascii=False, separators=(",", ":")))
        # numpy's gives integers for nanoseconds.
        if type(value).__name__ in ("datetime64", "timedelta64"):
            return None if str(value) == "NaT" else str(value)
        isoformat = getattr(value, "isoformat", None)
        if callable(isoformat):
            return _short(isoformat())
        return to_plain(value)
    except NotPlain:
        return _description(value)
    except Exception:
        return f"<{type(value).__name__}>"


def _number(value: Any) -> Any:
    return "<int>" if type(value) is int and value.bit_length() > 1024 else value


def _description(value: Any) -> str:
    try:
        # The text of an array leaves most of it out; that of bytes does not.
        return f"<{len(value)} bytes>" if isinstance(value, (bytes, bytearray)) else _short(str(value))
    except Exception:
        return f"<{type(value).__name__}>"


def _short(text: Any) -> str:
    return plain_text(str(text)[:MAX_DESCRIPTION])

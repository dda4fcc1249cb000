"""Values as a training loop has them, turned into what JSON can hold."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any, Mapping

MAX_DEPTH = 32
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class NotPlain(Exception):
    """The value has no JSON form."""


def plain_text(text: str) -> str:
    """`text` without lone surrogates, which UTF-8 cannot encode."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def text_of(value: Any) -> str:
    """`str(value)` as UTF-8 can hold it; what kind of value it is where that raises."""
    try:
        return plain_text(str(value))
    except Exception:
        return f"<{type(value).__name__}>"


def to_plain(value: Any, depth: int = 0) -> Any:
    """The value as None, bool, int, float, str, list or dict with text keys.

    Scalars of numpy, torch, jax and the like give themselves through `.item()`, so none of them is imported here.
    Raises NotPlain for everything else, and for what is nested deeper than MAX_DEPTH.
    """
    if value is None or value is True or value is False:
        return value
    if isinstance(value, Enum):
        return to_plain(value.value, depth + 1)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int):
        return _checked_int(int(value))
    if isinstance(value, str):
        return plain_text(str(value))
    if depth >= MAX_DEPTH:
        raise NotPlain("nested too deeply")
    if isinstance(value, Mapping):
        return {to_key(key): to_plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item, depth + 1) for item in value]
    return _to_scalar(value)


def to_key(key: Any) -> str:
    """A mapping's key as JSON writes it. Raises NotPlain."""
    if isinstance(key, str):
        return plain_text(str(key))
    if key is None:
        return "null"
    if key is True or key is False:
        return "true" if key else "false"
    if isinstance(key, (int, float)):
        return str(key)
    raise NotPlain("a key of type " + type(key).__name__)


def _to_scalar(value: Any) -> Any:
    try:
        item = getattr(value, "item", None)
        if callable(item):
            value = item()
        elif hasattr(value, "__index__"):
            value = value.__index__()
        elif hasattr(value, "__float__"):
            value = float(value)
    except Exception as error:
        raise NotPlain(str(error)) from error
    if value is None or isinstance(value, (bool, float, str)):
        return value
    if isinstance(value, int):
        return _checked_int(value)
    raise NotPlain("a value of type " + type(value).__name__)


def _checked_int(value: int) -> int:
    # Printing gigantic integers takes quadratic time, and no reader has a use for them.
    if value.bit_length() > 1024:
        raise NotPlain("an integer of more than 1024 bits")
    return value

"""A value of the program in a sentence about it."""

from __future__ import annotations

from typing import Any


def shown(value: Any) -> str:
    """How a value prints itself, at most 40 characters of it; what it is where it cannot. Never raises."""
    try:
        return repr(value)[:40]
    except Exception:
        return f"<{type(value).__name__}>"

"""The off switch."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import Any, Iterator

_OFF = ("0", "false", "no", "n", "off")
# What the program said, if it did; it overrules RUNICORN_ON. A list, so that functions can change it.
_CHOICE: list[bool | None] = [None]


def is_enabled() -> bool:
    """Whether `init` records. True unless switched off by `set_enabled(False)` or `RUNICORN_ON=0`."""
    choice = _CHOICE[0]
    if choice is not None:
        return choice
    return os.environ.get("RUNICORN_ON", "").strip().lower() not in _OFF


def set_enabled(enabled: bool) -> None:
    """Switch recording on or off for the runs that are begun from now on."""
    _CHOICE[0] = bool(enabled)


def reset_enabled() -> None:
    """Let RUNICORN_ON decide again."""
    _CHOICE[0] = None


@contextmanager
def enabled(enabled: bool = True) -> Iterator[None]:
    """Switch recording on or off inside a with-block."""
    before = _CHOICE[0]
    _CHOICE[0] = bool(enabled)
    try:
        yield
    finally:
        _CHOICE[0] = before


def __getattr__(name: str) -> Any:
    # Where Runicorn 0.6 had it.
    if name == "NoOpRun":
        from .disabled_run import DisabledRun

        return DisabledRun
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

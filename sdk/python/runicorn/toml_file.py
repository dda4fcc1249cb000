"""TOML, where this Python can read it."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def read_toml(path: str) -> dict[str, Any] | None:
    """The document in a file; None where there is no file.

    Raises RuntimeError where this Python has neither `tomllib` (3.11) nor `tomli`, ValueError for a file that is no
    TOML, and OSError.
    """
    try:
        file = open(path, "rb")
    except (FileNotFoundError, NotADirectoryError):
        return None
    with file:
        for module in ("tomllib", "tomli"):
            try:
                toml = import_module(module)
            except ImportError:
                continue
            document: dict[str, Any] = toml.load(file)
            return document
    raise RuntimeError(f"{path} cannot be read: TOML needs Python 3.11 or the package tomli")

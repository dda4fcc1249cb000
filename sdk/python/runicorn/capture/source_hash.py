"""What a place in a source looks like, so that it can be found again after edits."""

from __future__ import annotations

from importlib import import_module
from typing import Any

LINES_AROUND = 2
_TRAILING = " \t\r\n\f\v"


def source_hash(lines: list[str], line: int) -> str | None:
    """First 16 hex digits of the SHA-256 of lines `line` - 2 to `line` + 2; None when there is no such line."""
    if not 1 <= line <= len(lines):
        return None
    around = lines[max(0, line - 1 - LINES_AROUND) : line + LINES_AROUND]
    text = "\n".join(one.rstrip(_TRAILING) for one in around)
    return _sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _sha256(content: bytes) -> Any:
    # `init` does without hashlib, which takes milliseconds to load OpenSSL.
    for module in ("_sha2", "_sha256", "hashlib"):
        try:
            return getattr(import_module(module), "sha256")(content)
        except (ImportError, AttributeError):
            continue
    raise ImportError("hashlib")

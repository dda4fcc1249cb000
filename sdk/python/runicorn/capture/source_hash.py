"""What a place in a source looks like, so that it can be found again after edits."""

from __future__ import annotations

LINES_AROUND = 2
_TRAILING = " \t\r\n\f\v"


def source_hash(lines: list[str], line: int) -> str | None:
    """First 16 hex digits of the SHA-256 of lines `line` - 2 to `line` + 2; None when there is no such line."""
    if not 1 <= line <= len(lines):
        return None
    import hashlib

    around = lines[max(0, line - 1 - LINES_AROUND) : line + LINES_AROUND]
    text = "\n".join(one.rstrip(_TRAILING) for one in around)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]

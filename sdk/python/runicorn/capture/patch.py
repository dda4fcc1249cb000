"""A patch of uncommitted work, fit to be kept."""

from __future__ import annotations

from .redaction import redact
from .secret_names import REDACTED

MAX_PATCH_BYTES = 512 * 1024


def redacted_patch(patch: bytes, truncated: bool) -> bytes:
    """The patch without secrets; a truncated one ends where a file ends, or else a line."""
    if truncated:
        end = patch.rfind(b"\ndiff --git ")
        patch = patch[: (end if end > 0 else patch.rfind(b"\n")) + 1]
    # Bytes of any encoding survive as Latin-1; only what is put in is UTF-8.
    mark = REDACTED.encode("utf-8").decode("latin-1")
    return redact(patch.decode("latin-1")).replace(REDACTED, mark).encode("latin-1")

"""What runs that were started together have in common."""

from __future__ import annotations

import os

from .plain import plain_text

MAX_LENGTH = 120

# One per process.
_OWN_ID = os.urandom(6).hex()


def launch_id() -> str:
    """RUNICORN_LAUNCH_ID, else 12 hex digits of this process."""
    return plain_text(os.environ.get("RUNICORN_LAUNCH_ID") or _OWN_ID)[:MAX_LENGTH]

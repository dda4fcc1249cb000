"""Lines of logs.txt."""

from __future__ import annotations

import re
import time
from typing import Any

from .plain import plain_text

LINE_END = re.compile("\r\n|\n|\r")
LAST_LINE_END = re.compile("(\r\n|\n|\r)\\Z")


def log_lines(text: Any, label: str = "", seconds: float | None = None) -> bytes:
    """`HH:MM:SS | <label>line` for every line of a text, at a local time; now where none is given."""
    now = time.strftime("%H:%M:%S | ", time.localtime(seconds)) + label
    lines = LINE_END.split(LAST_LINE_END.sub("", plain_text(str(text))))
    return "".join(now + line + "\n" for line in lines).encode("utf-8", "replace")

"""Keys in armour: `-----BEGIN … -----`."""

from __future__ import annotations

import re

from .secret_names import REDACTED

_BEGIN = "-----BEGIN "
_END = "-----END "
_LABEL = re.compile("[A-Z0-9 ]{1,64}-----")
# What can stand between beginning and end, also in a patch, a string literal or JSON.
_INSIDE = re.compile("[A-Za-z0-9+/= \t\r\n\\\\\"'`,.:|>#*-]*")
_OPEN_END = re.compile("(?:[ \t\r\n\"'\\\\-]{0,16}[A-Za-z0-9+/=]{16,4096}){0,2000}")
_MARGIN = re.compile("[ \t]*[+ -]?[ \t]*")


def redact_pem(text: str) -> str:
    """`text` with the content of every block replaced, line by line, so that a patch still fits together."""
    begin = text.find(_BEGIN)
    if begin < 0:
        return text
    pieces = []
    done = 0
    # Where the run of fitting characters ends, and whether a block still ends in it: found once for each run.
    run_end = 0
    ends = True
    while begin >= 0:
        label = _LABEL.match(text, begin + len(_BEGIN))
        start = label.end() if label else begin + len(_BEGIN)
        if label:
            if start > run_end:
                run_end, ends = _end_of(_INSIDE, text, start), True
            end = text.find(_END, start, run_end) if ends else -1
            ends = end >= 0
            if end < 0:
                end = _end_of(_OPEN_END, text, start)
            pieces.append(text[done:start] + _without_content(text[start:end]))
            done = start = end
        begin = text.find(_BEGIN, start)
    return "".join(pieces) + text[done:]


def _end_of(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _without_content(body: str) -> str:
    return "\n".join(_line(line) for line in body.split("\n"))


def _line(line: str) -> str:
    match = _MARGIN.match(line)
    margin = match.group() if match else ""
    return line if margin == line else margin + REDACTED

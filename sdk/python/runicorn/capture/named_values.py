"""`name: HF_TOKEN` and `value: …` on the next line, as manifests of clusters have it."""

from __future__ import annotations

import re

from .secret_names import INNOCENT, REDACTED, has_stem, secrecy
from .secret_value import is_spared

_SIGNS = ("name:", 'name":', "name':")
_NAME = re.compile(
    "[+ -]?[ \t]*(?:-[ \t]+)?[\"']?name[\"']?:[ \t]*"
    "[\"']?([A-Za-z0-9_.-]{1,200})[\"']?[, \t\r]{0,8}$"
)
_VALUE = re.compile("([+ -]?[ \t]*[\"']?value[\"']?[ \t]{0,8}:[ \t]*[\"']?)([^\"'\r]{1,4096})")


def redact_named_values(text: str) -> str:
    """`text` with the values of such pairs replaced."""
    if "value" not in text or not any(sign in text for sign in _SIGNS):
        return text
    lines = text.split("\n")
    level = INNOCENT
    for index, line in enumerate(lines):
        value = _VALUE.match(line) if level else None
        if value and not is_spared(value.group(2), level):
            lines[index] = value.group(1) + REDACTED + line[value.end() :]
        name = _NAME.match(line) if has_stem(line) else None
        level = secrecy(name.group(1)) if name else INNOCENT
    return "\n".join(lines)

"""Values under secret names in a text of any kind: `password = "…"`, `TOKEN=…`, `"api_key": "…"`, `--token …`."""

from __future__ import annotations

import re

from .secret_names import REDACTED, SURE, has_stem, secrecy
from .secret_value import is_spared

_NAME = re.compile(r"[A-Za-z0-9_.\-]+")
# Between name and value; an annotation only before a literal.
_SEPARATOR = re.compile(
    r"\\{0,3}[\"'`]?\]?[ \t]{0,64}"
    r"(?::[ \t]{0,8}[A-Za-z_][A-Za-z0-9_.\[\]|, ]{0,63}=[ \t]{0,8}(?=[A-Za-z]{0,2}[\"'`])"
    r"|=>|:=|[?+]?=(?!=)|:(?!:))[ \t]{0,64}"
)
# `setenv("TOKEN", "…")`, `<add key="Password" value="…"/>`, `{"name": "TOKEN", "value": "…"}`
_NEXT_ARGUMENT = re.compile(
    r"[\"'](?:[ \t]{0,8},[ \t]{0,8}(?:[\"']value[\"'][ \t]{0,8}:[ \t]{0,8})?"
    r"|[ \t]{1,8}value[ \t]{0,4}=[ \t]{0,4})(?=[\"'])"
)
_BLANKS = re.compile("[ \t]{1,64}")
_OPENING = re.compile("[A-Za-z]{0,2}(\\\\{0,3}(?:\"\"\"|'''|[\"'`]))")
_BARE = re.compile("[^ \t\r\n\"'`,;&<>(){}\\[\\]|\\\\]+")
_TO_BLANK = re.compile("[^ \t\r\n]+")
_TO_COMMENT = re.compile("(?:[^ \t\r\n]|[ \t](?![ \t]{0,64}(?:#|\r?$))){1,4096}")
_SCHEME = re.compile("(?:Bearer|Basic|Token|Digest|ApiKey|token)[ \t]{1,8}(?=[^ \t\r\n])")
# Where a line of .env, YAML or INI begins, also in a patch.
_LINE_START = re.compile("[+ -]?[ \t]*(?:-[ \t]+)?(?:export[ \t]+|set[ \t]+|ENV[ \t]+|ARG[ \t]+)?[\"'-]{0,3}")
_NETRC = re.compile("(?:machine|login|account|default)[ \t]|^[+ -]?[ \t]*$")
_NETRC_WORD = re.compile("[^ \t\r\n]+(?=[ \t\r]*$|[ \t]+(?:machine|login|account|macdef)[ \t])")
_IDENTIFIER = re.compile("[A-Za-z_$][A-Za-z_$]*")
_NAME_IN_CODE = re.compile("[A-Za-z_$][A-Za-z0-9_$]*")
_MEMBER = re.compile("[A-Za-z_$][A-Za-z0-9_$]*(?:\\.[A-Za-z_$][A-Za-z0-9_$]*)+")
_DIGIT = re.compile("[0-9]")
_PROSE = frozenset(
    "and argument can flag for from if in is may must not of option or the to value when will with".split()
)


def redact_assignments(text: str) -> str:
    """`text` with what is assigned to secret names replaced; what reads like code, not like a value, stays."""
    return "\n".join(_redact_line(line) if has_stem(line) else line for line in text.split("\n"))


def _redact_line(line: str) -> str:
    pieces = []
    done = 0
    quotes = _Quotes(line)
    for name in _NAME.finditer(line):
        level = secrecy(name.group()) if name.start() >= done else 0
        span = _value_after(line, name.start(), name.end(), level, quotes) if level else None
        if span is not None:
            pieces.append(line[done : span[0]] + REDACTED)
            done = span[1]
    return "".join(pieces) + line[done:]


class _Quotes:
    """Counts quotation marks from the left, each part of the line once."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._at = {'"': 0, "'": 0, "`": 0}
        self._count = {'"': 0, "'": 0, "`": 0}

    def is_open(self, quote: str, at: int) -> bool:
        """Whether a text in these quotes has begun before `at` and not ended."""
        self._count[quote] += self._line.count(quote, self._at[quote], at)
        self._at[quote] = at
        return self._count[quote] % 2 == 1


def _value_after(line: str, start: int, end: int, level: int, quotes: _Quotes) -> tuple[int, int] | None:
    separator = _SEPARATOR.match(line, end)
    if separator:
        return _value_at(line, start, end, separator.end(), level, quotes)
    argument = _NEXT_ARGUMENT.match(line, end)
    if argument:
        span = _quoted(line, argument.end(), level, quotes)
        return span if span and span[1] - span[0] >= 8 and _DIGIT.search(line, *span) else None
    blanks = _BLANKS.match(line, end)
    if blanks and line.startswith("--", start):
        return _word_after_option(line, blanks.end(), level, quotes)
    if blanks and line[start:end].lstrip("-") == "password" and _NETRC.search(line[max(0, start - 200) : start]):
        word = _NETRC_WORD.match(line, blanks.end())
        return _span(word, level) if word and (start > 4 or _DIGIT.search(word.group())) else None
    if line.startswith(">", end) and line.startswith("<", max(0, start - 1)):
        return _span(_BARE.match(line, end + 1), level)
    return None


def _value_at(line: str, start: int, end: int, at: int, level: int, quotes: _Quotes) -> tuple[int, int] | None:
    if _OPENING.match(line, at):
        return _quoted(line, at, level, quotes)
    name, separator = line[start:end], line[end:at]
    scheme = _SCHEME.match(line, at) if level == SURE else None
    if scheme:
        at = scheme.end()
    bare = None if line.startswith(("$(", "${", "$[", "{{"), at) else _BARE.match(line, at)
    if not bare:
        return None
    value, after = bare.group(), line[bare.end() : bare.end() + 1]
    first = _LINE_START.match(line)
    begins_line = first is not None and first.end() >= start
    is_setting = separator == "=" and (name.startswith("--") or name.upper() == name)
    if is_setting:
        return _span(_TO_BLANK.match(line, at) if begins_line else bare, level)
    is_name = level != SURE and _NAME_IN_CODE.fullmatch(value) is not None and secrecy(value) > 0
    if (after and after in "([{") or is_name or _is_code(value, after, separator):
        return None
    if level == SURE and begins_line:
        return _span(_TO_COMMENT.match(line, at) if separator.startswith(":") else _TO_BLANK.match(line, at), level)
    if level != SURE and not scheme and not _DIGIT.search(value) and len(value) < 20:
        return None
    return _span(bare, level)


def _is_code(value: str, after: str, separator: str) -> bool:
    if _IDENTIFIER.fullmatch(value):
        is_bound = separator == "=" or separator.strip("\"'`] \t") == ":"
        return not is_bound or (after != "" and after in ",;)}]") or secrecy(value) > 0
    return _MEMBER.fullmatch(value) is not None and (not _DIGIT.search(value) or secrecy(value) > 0)


def _word_after_option(line: str, at: int, level: int, quotes: _Quotes) -> tuple[int, int] | None:
    if _OPENING.match(line, at):
        return _quoted(line, at, level, quotes)
    word = _BARE.match(line, at)
    if not word or word.group().startswith("-") or word.group() in _PROSE:
        return None
    is_word = _IDENTIFIER.fullmatch(word.group()) and level != SURE
    return None if is_word else _span(word, level)


def _quoted(line: str, at: int, level: int, quotes: _Quotes) -> tuple[int, int] | None:
    opening = _OPENING.match(line, at)
    if not opening:
        return None
    quote, start = opening.group(1), opening.end()
    if not quote.startswith("\\") and quotes.is_open(quote[0], opening.start(1)):
        return None
    end = _closing(line, quote, start)
    return None if is_spared(line[start:end], level) else (start, end)


def _closing(line: str, quote: str, start: int) -> int:
    end = line.find(quote, start)
    while end > start and line[end - 1] == "\\" and not quote.startswith("\\"):
        end = line.find(quote, end + 1)
    return len(line) if end < 0 else end


def _span(match: re.Match[str] | None, level: int) -> tuple[int, int] | None:
    return None if match is None or is_spared(match.group(), level) else (match.start(), match.end())

"""Secrets are replaced before anything is written."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping, Sequence

from .secret_names import INNOCENT, REDACTED, SURE, has_stem, secrecy
from .token_formats import DISTINCT, FREE, OTHER

# `init` redacts on the path that the training waits for. Patterns take long to compile, so those that most texts do
# not need are compiled, and their modules imported, by the first text that does.
_USERINFO = "(?<=://)[^ \t\r\n/?#\"'`<>\\\\]{1,512}@"
# `user:password@host:path`, which git takes too.
_SCP = "^[^/@:\\\\ ]+:[^/@\\\\ ]+@"
# Programs that log in by key; the name before the @ is needed and no secret.
_KEY_SCHEMES = ("ssh://", "sftp://", "rsync://")
_OPTION = re.compile(r"[+~]{0,2}-{0,2}[/]?([A-Za-z_][A-Za-z0-9_.\-/@]*)(?:([=:])(.*))?", re.DOTALL)
# One of them stands between a name and its value.
_SEPARATORS = "=: ,>\t"
# No credential is shorter, so shorter words need no look.
_SHORTEST = 20
_LONG_TEXT = 4096


def redact(text: str) -> str:
    """`text` without keys in armour, userinfo of URLs, known tokens, and values under secret names. Never raises."""
    try:
        if "-----BEGIN " in text:
            from .pem import redact_pem

            text = redact_pem(text)
        if "://" in text and "@" in text:
            text = re.sub(_USERINFO, _without_userinfo, text)
        text = _redact_formats(text)
        if any(sign in text for sign in _SEPARATORS) and has_stem(text):
            from .assignments import redact_assignments
            from .named_values import redact_named_values

            text = redact_named_values(redact_assignments(text))
        return text
    except Exception:
        return REDACTED


def redact_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Environment variables, redacted by name and by content."""
    return {name: _redact_value(value, secrecy(name)) for name, value in variables.items()}


def redact_argv(arguments: Sequence[str]) -> list[str]:
    """A command line, redacted: `--token x`, `--token=x`, `token=x`, and each word by content."""
    redacted = []
    expected = INNOCENT
    for argument in arguments:
        option = _OPTION.fullmatch(argument)
        name, value = (option.group(1), option.group(3)) if option else ("", None)
        if expected and not argument.startswith("-"):
            redacted.append(_redact_value(argument, expected))
        elif value is not None and option and not value.startswith("//") and secrecy(name):
            redacted.append(argument[: option.start(3)] + _redact_value(value, secrecy(name)))
        else:
            redacted.append(redact(argument))
        expected = secrecy(name) if option and value is None and argument.startswith("-") else INNOCENT
    return redacted


def redact_config(value: Any) -> Any:
    """Hyper-parameters as JSON holds them, redacted by key and by content."""
    return _redact_json(value, INNOCENT)


def redact_url(url: str) -> str:
    """A git remote without credentials."""
    return redact(url if "://" in url else re.sub(_SCP, REDACTED + "@", url))


def _redact_value(value: str, level: int) -> str:
    return redact(value) if level == INNOCENT or _is_spared(value, level) else REDACTED


def _is_spared(value: str, level: int) -> bool:
    from .secret_value import is_spared

    return is_spared(value, level)


def _redact_json(value: Any, level: int) -> Any:
    if isinstance(value, str):
        return _redact_value(value, level)
    if isinstance(value, dict):
        # Below `secrets` everything is one; below `auth` there may be a method.
        above = level if level == SURE else INNOCENT
        return {redact(key): _redact_json(item, max(above, secrecy(key))) for key, item in value.items()}
    if isinstance(value, list):
        if level == INNOCENT and value and all(isinstance(item, str) for item in value):
            return redact_argv(value)
        return [_redact_json(item, level) for item in value]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return REDACTED if level == SURE and is_number else value


def _without_userinfo(match: re.Match[str]) -> str:
    userinfo = match.group()[:-1]
    is_login = ":" not in userinfo and match.string[max(0, match.start() - 8) : match.start()].endswith(_KEY_SCHEMES)
    return match.group() if is_login or _is_spared(userinfo, SURE) else REDACTED + "@"


def _redact_formats(text: str) -> str:
    words = original = text
    if len(text) > _LONG_TEXT:
        words = "\n".join([word for word in text.split() if len(word) >= _SHORTEST])
    for part, pattern in _patterns(words):
        searched = text if " " in part + pattern else words
        # What has been replaced may have laid bare what begins behind it.
        if part in searched and (text is not original or re.search(pattern, searched)):
            text = re.sub(pattern, REDACTED, text)
    return text


def _patterns(words: str) -> Iterator[tuple[str, str]]:
    for prefixes, body in DISTINCT:
        for prefix in prefixes.split():
            if prefix in words:
                yield prefix, re.escape(prefix) + body
    for prefixes, body in FREE:
        for prefix in prefixes.split():
            if prefix in words:
                literal = re.escape(prefix)
                # An escape such as \n in a string literal may precede.
                yield prefix, literal + r"(?<![^\\][A-Za-z0-9]" + literal + ")" + body
    yield from OTHER

"""Which values stand under the name of a secret without being one."""

from __future__ import annotations

import re

from .secret_names import LIKELY, PERHAPS, REDACTED, SURE, secrecy

_BLANKS = " \t\r\n"
_WORDS = frozenset(
    "any auth basic bearer bool boolean bytes changeme cookie credentials default disabled empty enabled false"
    " float int kerberos key never nil no none null number object off on optional passwd password redacted"
    " required secret session str string todo token true undefined unknown unset yes".split()
)
# A variable, a place to be filled in, a piece of a vocabulary.
_REFERENCES = (
    r"(?:(?:%[a-z]|\{[A-Za-z0-9_.!:]*\})[ :@/-]?)+",
    r"\$[A-Z_][A-Z0-9_]*",
    r"\$\{[^}]*\}",
    r"\$\([^)]*\)",
    r"%[A-Z_]+%",
    r"%\([A-Za-z_]+\)s",
    r"\{\{[^}]*\}\}",
    r"<[^<>]*>",
    r"\[[A-Za-z0-9_ ]{1,20}\]",
    r"[*]{3,}|[xX]{3,}|[.]{3,}|[-]{3,}",
    REDACTED,
)
_REFERENCE = re.compile("(?:(?:Bearer|Basic|Token|token) )?(?:" + "|".join(_REFERENCES) + ")")
_NUMBER = re.compile(r"[+\-]?[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][+\-]?[0-9]+)?")
_ACRONYM = re.compile("[A-Z]{1,10}")
_SMALL = re.compile("[0-9]{1,3}")
_CONSTANT = re.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_VARIABLE = re.compile(r"\$[A-Za-z_]+")
_DIGIT = re.compile("[0-9]")
_PLAIN = re.compile("[A-Za-z0-9]")
_SCHEME = re.compile("(?:Bearer|Basic|Token|Digest|token) ")


def is_spared(value: str, level: int) -> bool:
    """Whether a value under a name of that secrecy is no secret: a constant, a reference, a piece of a vocabulary."""
    value = value.strip(_BLANKS)
    if value == "" or value.lower() in _WORDS or _REFERENCE.fullmatch(value):
        return True
    if len(value) <= 80 and (_CONSTANT.fullmatch(value) or _VARIABLE.fullmatch(value)) and secrecy(value):
        return True
    if level == SURE:
        return _SMALL.fullmatch(value) is not None
    if _NUMBER.fullmatch(value) or _ACRONYM.fullmatch(value) or not _PLAIN.search(value):
        return True
    if level == PERHAPS:
        return len(value) < 8 or "://" in value or not _DIGIT.search(value)
    # A sentence about tokens.
    return level == LIKELY and " " in value and not _DIGIT.search(value) and not _SCHEME.match(value)

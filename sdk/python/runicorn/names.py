"""Which names become folders as they are, and what the others are turned into."""

from __future__ import annotations

import os
import re
import unicodedata

from .plain import plain_text

MAX_BYTES = 120
MAX_SEGMENTS = 8
SUFFIX_BYTES = 5

_BAD_CHARACTER = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f-\x9f]')
_DEVICE = re.compile(
    "^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\\$|conout\\$) *(\\..*)?$",
    re.I | re.A | re.S,
)
_RESERVED = ("runs", ".", "..")
_RESERVED_PROJECTS = ("artifacts", "archive", "index", "webui", "evaluations")


def project_folder(project: str) -> str:
    """The folder of a project: one segment that starts with no dot and is no folder of the store's own."""
    return _segment(project, top=True)


def name_folders(name: str) -> list[str]:
    """The folders of a run's name, split at `/`: 1 to 8 segments. An empty name gives none."""
    segments = [segment for segment in name.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        rest = "/".join(segments[MAX_SEGMENTS - 1 :])
        segments = segments[: MAX_SEGMENTS - 1] + [rest]
    return [_segment(segment, top=False) for segment in segments]


def run_folder(run_id: str) -> str:
    """The folder of a run whose id the caller chose."""
    return _segment(run_id, top=True)


def plain_name(name: str) -> str:
    """A name as its folders spell it when none has to be changed."""
    return "/".join(segment for segment in unicodedata.normalize("NFC", name).split("/") if segment)


def split_path(path: str) -> tuple[str, str]:
    """Project and name of a path of Runicorn 0.5 and 0.6; either may be empty."""
    project, _, name = path.replace("\\", "/").strip("/").partition("/")
    return project, name


def without_case_collision(parent: str, segment: str) -> str:
    """`segment`, or a variant of it where `parent` holds a folder that differs in case only.

    Two such folders are one on the file systems of Windows and macOS.
    """
    try:
        existing = [unicodedata.normalize("NFC", entry) for entry in os.listdir(parent)]
    except OSError:
        return segment
    if segment in existing:
        return segment
    folded = segment.upper()
    if any(entry.upper() == folded for entry in existing):
        return _with_suffix(segment, segment)
    return segment


def _segment(text: str, top: bool) -> str:
    original = unicodedata.normalize("NFC", plain_text(text))
    cleaned = _BAD_CHARACTER.sub("_", original).rstrip(". ")
    folded = original.lower()
    if _DEVICE.match(cleaned):
        cleaned = "_" + cleaned
    if top and cleaned.startswith("."):
        cleaned = "_" + cleaned[1:]
    reserved = folded in _RESERVED or (top and folded in _RESERVED_PROJECTS)
    if cleaned == original and cleaned and not reserved and len(cleaned.encode()) <= MAX_BYTES:
        return cleaned
    return _with_suffix(cleaned or "_", original)


def _with_suffix(cleaned: str, original: str) -> str:
    import hashlib  # Slow, and rarely needed.

    room = MAX_BYTES - SUFFIX_BYTES
    short = cleaned.encode()[:room].decode("utf-8", "ignore")
    return short + "~" + hashlib.sha256(original.encode()).hexdigest()[:4]

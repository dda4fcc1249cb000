"""What kind of file bytes are, by how they begin."""

from __future__ import annotations

import re

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"%PDF-", "pdf"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"ID3", "mp3"),
    (b"\x1aE\xdf\xa3", "webm"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"M4A ": "m4a", b"qt  ": "mov"}
_EXTENSION = re.compile("[a-z0-9]{1,8}")


def format_of(head: bytes) -> str | None:
    """The format of a picture, sound or video that begins with `head`; None where it is not known."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return "apng" if name == "png" and b"acTL" in head[:64] else name
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
        return "mp3"
    if b"<svg" in head[:1024]:
        return "svg"
    return None


def extension_of(name: str) -> str | None:
    """A format as the end of a file's name; None for what would make a strange one."""
    name = name.lower().lstrip(".")
    if not _EXTENSION.fullmatch(name):
        return None
    return {"jpeg": "jpg", "apng": "png"}.get(name, name)

"""WAV files of 16 bits per sample."""

from __future__ import annotations

import struct
from typing import NamedTuple


class WavFacts(NamedTuple):
    """What the header of a WAV file says."""

    sample_rate: int
    duration: float
    """Seconds."""


def wav_bytes(samples: bytes, channels: int, sample_rate: int) -> bytes:
    """Interleaved little-endian 16-bit samples as a WAV file. `sample_rate` is in Hz."""
    form = struct.pack("<HHIIHH", 1, channels, sample_rate, sample_rate * channels * 2, channels * 2, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(samples))
    return b"RIFF" + struct.pack("<I", len(chunks) + len(samples)) + chunks + samples


def wav_facts(head: bytes, size: int) -> WavFacts | None:
    """Rate and duration of a WAV file of `size` bytes that begins with `head`; None where it is none."""
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return None
    at, rate, bytes_per_second = 12, 0, 0
    while at + 8 <= len(head):
        kind, length = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
        if kind == b"fmt " and at + 20 <= len(head):
            rate, bytes_per_second = struct.unpack_from("<II", head, at + 12)
        if kind == b"data":
            if not rate or not bytes_per_second:
                return None
            # A recorder that was killed leaves a length that is not true.
            return WavFacts(rate, min(length, size - at - 8) / bytes_per_second)
        at += 8 + length + length % 2
    return None

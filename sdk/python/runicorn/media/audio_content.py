"""Sound in whatever a program has it, as the content of a file."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..plain import NotPlain
from .media_format import extension_of, format_of
from .media_source import MediaSource, media_source
from .number_array import is_array, number_array
from .samples import samples_of
from .shown import shown
from .tell import Tell
from .wav import wav_bytes, wav_facts

MAX_BYTES = 256 << 20
DEFAULT_RATE = 44_100
MAX_RATE = 4_000_000


class AudioContent(NamedTuple):
    """A file's content, its format, and what is known of the sound: Hz and seconds."""

    source: MediaSource
    format: str
    sample_rate: int | None
    duration: float | None


def audio_content(audio: Any, sample_rate: Any, wanted: str | None, tell: Tell) -> AudioContent:
    """The sound as a file: encoded bytes, an open file or a path as they are, samples as 16-bit WAV.

    Raises NotPlain for anything else, and what the object raises.
    """
    rate = _checked_rate(sample_rate, tell)
    source = media_source(audio, MAX_BYTES)
    if source is not None:
        name = format_of(source.head) or extension_of(source.suffix) or extension_of(wanted or "") or "bin"
        facts = wav_facts(source.head, source.size)
        if facts is None:
            return AudioContent(source, name, rate, None)
        return AudioContent(source, name, facts.sample_rate, facts.duration)
    if not is_array(audio):
        raise NotPlain(f"a value of type {type(audio).__name__} is no sound")
    if wanted not in (None, "wav"):
        tell("format", f"samples are written as wav, not as {shown(wanted)}")
    if rate is None:
        tell("rate", f"samples without a sample_rate are taken for {DEFAULT_RATE} Hz")
        rate = DEFAULT_RATE
    samples = samples_of(number_array(audio), tell)
    encoded = media_source(wav_bytes(samples.data, samples.channels, rate), MAX_BYTES)
    if encoded is None:
        raise NotPlain("nothing was encoded")
    return AudioContent(encoded, "wav", rate, samples.length / rate)


def _checked_rate(sample_rate: Any, tell: Tell) -> int | None:
    if sample_rate is None:
        return None
    try:
        if 1 <= float(sample_rate) <= MAX_RATE:
            return int(sample_rate)
    except (TypeError, ValueError, OverflowError):
        pass
    tell("rate", f"{shown(sample_rate)} is no sample_rate in Hz")
    return None

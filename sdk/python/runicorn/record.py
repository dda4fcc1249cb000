"""One record of events.jsonl as a line of bytes."""

from __future__ import annotations

import json
import time
from json.encoder import encode_basestring
from typing import Any, Callable, Mapping

from .exit_status import reason_of
from .media.shown import shown
from .plain import NotPlain, plain_text, to_key, to_plain

try:
    import orjson  # pyright: ignore[reportMissingImports]

    dumps = orjson.dumps
except Exception:  # Absent or broken: the standard library does it too.
    orjson = None
    dumps = None

# The record's own fields; a user's key of that name would make the line ambiguous.
RESERVED = frozenset(("step", "global_step", "time", "stage"))
MAX_KEYS = 10_000
MAX_REMEMBERED = 100_000
MAX_TIME = 1e11
NOT_FINITE = frozenset(("NaN", "Infinity", "-Infinity"))
# One rule for what is recorded, with orjson as without.
ORJSON_OPTIONS = (
    orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
    if orjson is not None
    else 0
)


# Readers skip longer lines, so writing one would only look like recording it.
MAX_LINE_BYTES = 16 * 1024 * 1024


def event_line(ts: float, kind: str, data: Mapping[str, Any], on_bad_value: Callable[[str, str], None]) -> bytes:
    """A typed event with its newline. Raises ValueError when it is longer than readers take."""
    plain: dict[str, Any] = {}
    for key, value in data.items():
        try:
            plain[to_key(key)] = to_plain(value)
        except NotPlain as error:
            on_bad_value(str(key), str(error))
    record = {"ts": ts, "type": kind, "data": plain}
    return _checked(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _checked(line: bytes) -> bytes:
    if len(line) > MAX_LINE_BYTES:
        raise ValueError(f"it has {len(line)} bytes; records end at 16 MiB")
    return line


def checked_time(ts: float) -> float:
    """`ts` as Unix seconds; now, where it cannot be any."""
    number = float(ts)
    return number if 0 <= number < MAX_TIME else time.time()


class RecordFormat:
    """Formats metric records, remembering what every set of keys looks like.

    `on_bad_value(key, reason)` is called for each value that is left out because JSON cannot hold it, and
    `on_new_keys(keys)` before the first record of a set of keys.
    """

    def __init__(self, on_bad_value: Callable[[str, str], None], on_new_keys: Callable[[Any], None]) -> None:
        # By the keys in their order: the line with gaps for the values; empty where the general way is needed.
        self.templates: dict[tuple[Any, ...], str] = {}
        # How many more keys may be remembered in templates.
        self._room = MAX_REMEMBERED
        # Called with key and word for each value written as NaN, Infinity or -Infinity.
        self.on_not_finite: Callable[[Any, str], None] | None = None
        self._keys: dict[str, str] = {}
        self._on_bad_value = on_bad_value
        self._on_new_keys = on_new_keys

    def line(self, ts: float, data: dict[Any, Any], step: int, stage: Any) -> bytes:
        """The record as UTF-8 with its newline. `ts` is Unix seconds. NaN and infinities are written bare.

        Raises ValueError when it is longer than readers take.
        """
        keys = tuple(data)
        template = self.templates.get(keys)
        if template is None:
            template = self.learn(keys)
        if stage is None and template:
            try:
                if dumps is not None:
                    record = {"ts": ts, "type": "metrics", "data": {**data, "global_step": step, "time": ts}}
                    line: bytes = dumps(record, None, ORJSON_OPTIONS)
                    # orjson writes null for NaN and infinities.
                    if b"null" not in line and len(line) <= MAX_LINE_BYTES:
                        return line
                else:
                    # Stays 0 as long as all are finite numbers.
                    odd = 0.0
                    for value in data.values():
                        kind = type(value)
                        odd += value * 0.0 if kind is float or kind is int else 1.0
                    if odd == 0.0:
                        seconds, rest = divmod(int(ts * 1e6), 1_000_000)
                        return (template % (seconds, rest, *data.values(), step, seconds, rest)).encode()
            except (TypeError, ValueError, OverflowError):
                # A value that orjson does not know, an integer beyond what it or a float can hold.
                pass
        return self._general_line(ts, data, step, stage)

    def learn(self, keys: tuple[Any, ...]) -> str:
        """Remember a set of keys; its template."""
        self._on_new_keys(keys)
        self._room -= len(keys)
        if self._room < 0 or len(self.templates) >= MAX_KEYS:
            # Programs that make up keys as they go must not fill the memory.
            self.templates.clear()
            self._room = MAX_REMEMBERED
        template = ""
        # Only texts: 1, 1.0 and True are one dictionary key but three names.
        if all(type(key) is str for key in keys) and RESERVED.isdisjoint(keys):
            gaps = "".join(self._key_text(key).replace("%", "%%") + "%r," for key in keys)
            template = '{"ts":%d.%06d,"type":"metrics","data":{' + gaps + '"global_step":%d,"time":%d.%06d}}\n'
        self.templates[keys] = template
        return template

    def _general_line(self, ts: float, data: Mapping[Any, Any], step: int, stage: Any) -> bytes:
        keys = self._keys
        parts = []
        for key, value in data.items():
            name = keys.get(key)
            if name is None:
                name = self._key_text(key)
            if not name:
                continue
            if type(value) is float and value - value == 0.0:
                parts.append(name + repr(value))
            else:
                text = self._value_text(key, value)
                if text is not None:
                    parts.append(name + text)
        if stage is None and "stage" in data:
            stage = data["stage"]
        now = repr(ts)
        parts.append(f'"global_step":{step},"time":{now}')
        if stage is not None:
            text = self._value_text("stage", stage)
            if text is not None:
                parts.append('"stage":' + text)
        return _checked(('{"ts":' + now + ',"type":"metrics","data":{' + ",".join(parts) + "}}\n").encode())

    def _key_text(self, key: Any) -> str:
        """The key with its colon, or an empty text where it must not be written."""
        try:
            name = to_key(key)
        except NotPlain as error:
            self._on_bad_value(shown(key), str(error))
            return ""
        text = "" if name in RESERVED else encode_basestring(name) + ":"
        # Only texts are remembered: 1, 1.0 and True are one dictionary key but three names.
        if type(key) is str:
            if len(self._keys) >= MAX_KEYS:
                self._keys.clear()
            self._keys[key] = text
        return text

    def _value_text(self, key: Any, value: Any) -> str | None:
        if type(value) is str:
            return encode_basestring(plain_text(value))
        try:
            text = json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))
            if text in NOT_FINITE and self.on_not_finite is not None:
                self.on_not_finite(key, text)
            return text
        except NotPlain as error:
            self._on_bad_value(str(key), str(error))
        except Exception as error:
            # Whatever an object of the program raises when it is looked at costs its own value only.
            self._on_bad_value(str(key), reason_of(error))
        return None

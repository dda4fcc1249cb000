"""One record of events.jsonl as a line of bytes."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any, Callable, Dict, Mapping, Optional

from .plain import NotPlain, plain_text, to_key, to_plain

try:
    import orjson
except Exception:  # Absent or broken: the standard library does it too.
    orjson = None  # type: ignore[assignment]

# The record's own fields; a user's key of that name would make the line ambiguous.
RESERVED = frozenset(("step", "global_step", "time", "stage"))
MAX_KEYS = 10_000


class RecordFormat:
    """Formats metric records, remembering the JSON text of every key.

    `on_bad_value(key, reason)` is called for each value that is left out because JSON cannot hold it.
    """

    def __init__(self, on_bad_value: Callable[[str, str], None]) -> None:
        self._keys: Dict[str, str] = {}
        self._on_bad_value = on_bad_value

    def line(self, ts: float, data: Mapping[Any, Any], step: int, stage: Any) -> bytes:
        """The record as UTF-8 with its newline. `ts` is Unix seconds. NaN and infinities are written bare."""
        if orjson is not None and stage is None and RESERVED.isdisjoint(data):
            for value in data.values():
                # orjson writes null for NaN; an int is never NaN, and `x - x` is 0 for finite floats only.
                if type(value) is not int and (type(value) is not float or value - value != 0.0):
                    break
            else:
                record = {**data, "global_step": step, "time": ts}
                try:
                    return orjson.dumps(
                        {"ts": ts, "type": "metrics", "data": record}, None, orjson.OPT_APPEND_NEWLINE
                    )
                except TypeError:
                    pass  # A key that is no text, or an integer beyond 64 bits: the general way below.
        return self._general_line(ts, data, step, stage)

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
        parts.append('"global_step":%d,"time":%s' % (step, now))
        if stage is not None:
            text = self._value_text("stage", stage)
            if text is not None:
                parts.append('"stage":' + text)
        return ('{"ts":' + now + ',"type":"metrics","data":{' + ",".join(parts) + "}}\n").encode()

    def _key_text(self, key: Any) -> str:
        """The key with its colon, or an empty text where it must not be written."""
        try:
            name = to_key(key)
        except NotPlain as error:
            self._on_bad_value(repr(key)[:80], str(error))
            return ""
        text = "" if name in RESERVED else encode_basestring(name) + ":"
        # Only texts are remembered: 1, 1.0 and True are one dictionary key but three names.
        if type(key) is str:
            if len(self._keys) >= MAX_KEYS:
                self._keys.clear()
            self._keys[key] = text
        return text

    def _value_text(self, key: Any, value: Any) -> Optional[str]:
        if type(value) is str:
            return encode_basestring(plain_text(value))
        try:
            return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))
        except (NotPlain, ValueError, RecursionError) as error:
            self._on_bad_value(str(key), str(error))
            return None

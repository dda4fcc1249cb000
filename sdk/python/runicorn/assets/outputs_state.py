"""`.outputs_state.json`: what is known about each output file."""

from __future__ import annotations

from typing import Any

from ..json_file import read_json, replace_json

FILE = ".outputs_state.json"


class OutputsState:
    """One item per output file, by its key."""

    def __init__(self, path: str) -> None:
        self._path = path
        items = read_json(path).get("items")
        self._items: dict[str, Any] = items if isinstance(items, dict) else {}

    def item(self, key: str) -> dict[str, Any]:
        """What is known about a file; changes to it are kept."""
        item = self._items.get(key)
        if not isinstance(item, dict):
            item = self._items[key] = {}
        return item

    def save(self, now: float, forget_after: float) -> None:
        """Write the file, without what was not seen for `forget_after` seconds. Raises OSError."""
        self._items = {
            key: item
            for key, item in self._items.items()
            if isinstance(item, dict) and now - number(item, "last_seen_at") <= forget_after
        }
        replace_json(self._path, {"items": self._items})


def number(item: dict[str, Any], key: str) -> float:
    """A number of an item; 0 where there is none."""
    value = item.get(key)
    return value if isinstance(value, (int, float)) else 0

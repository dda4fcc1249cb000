"""Hyper-parameters, in whatever a program keeps them, as JSON."""

from __future__ import annotations

from typing import Any, Iterable, Mapping

from .plain import NotPlain, plain_text, to_key, to_plain

MAX_DEPTH = 32
# A configuration that holds half the program is cut off; it must not hold up the training.
MAX_VALUES = 10_000
MAX_TEXT = 1000


def plain_config(config: Any | None) -> dict[str, Any]:
    """Hyper-parameters of a mapping, an argparse.Namespace, a dataclass, a class or the like. Never raises.

    What JSON cannot hold becomes text; what has no parameters is one, called "config".
    """
    if config is None:
        return {}
    try:
        members = _members(config)
        if members is None:
            members = _attributes(config)
        reader = _Reader()
        return {"config": reader.value(config)} if members is None else reader.inside(config, members)
    except Exception:
        return {"config": _text(config)}


class _Reader:
    """Reads one configuration, which may contain itself."""

    def __init__(self) -> None:
        self._left = MAX_VALUES
        self._above: list[int] = []

    def inside(self, value: Any, members: Iterable[tuple[Any, Any]] | None) -> Any:
        """The members of a value, or the items of a list, while the value is known to lie above them."""
        self._above.append(id(value))
        try:
            if members is None:
                return [self.value(item) for item in value]
            return {_key(key): self.value(member) for key, member in members}
        finally:
            self._above.pop()

    def value(self, value: Any) -> Any:
        """One value with all it holds."""
        self._left -= 1
        try:
            members = _members(value)
            if members is None and not isinstance(value, (list, tuple)):
                return to_plain(value)
            if self._left < 0 or len(self._above) >= MAX_DEPTH or id(value) in self._above:
                return _kind(value)
            return self.inside(value, members)
        except Exception:
            return _text(value)


def _members(value: Any) -> Iterable[tuple[Any, Any]] | None:
    if isinstance(value, Mapping):
        return value.items()
    fields = None if isinstance(value, type) else getattr(value, "__dataclass_fields__", None)
    return [(key, getattr(value, key)) for key in fields] if fields else None


def _attributes(value: Any) -> Iterable[tuple[Any, Any]] | None:
    attributes = getattr(value, "__dict__", None)
    if attributes is None:
        return None
    return [(key, item) for key, item in attributes.items() if not str(key).startswith("__")]


def _key(key: Any) -> str:
    try:
        return to_key(key)
    except NotPlain:
        return _text(key)


def _text(value: Any) -> str:
    try:
        return plain_text(str(value))[:MAX_TEXT]
    except Exception:
        return _kind(value)


def _kind(value: Any) -> str:
    return f"<{type(value).__name__}>"

"""Arrays and tensors of any library as plain numbers, without importing one."""

from __future__ import annotations

import math
import sys
from typing import Any, NamedTuple

from ..plain import NotPlain

# What one call may hold: 1 GiB as float64.
MAX_NUMBERS = 1 << 27
MAX_DEPTH = 32
_PLAIN = frozenset((bool, int, float))
_NUMPY_KINDS = {"b": "bool", "i": "int", "u": "int", "f": "float", "V": "float"}


class NumberArray(NamedTuple):
    """Numbers in C order. `flat` is a list, or a one-dimensional numpy array where numpy is loaded anyway."""

    shape: tuple[int, ...]
    kind: str
    """"bool", "uint8", "int" or "float"."""
    flat: Any
    channels_first: bool
    """Whether the library puts the channels of pictures before rows and columns."""


def is_array(value: Any) -> bool:
    """Whether `number_array` is to be asked: a list, a tuple, an array or a tensor."""
    return isinstance(value, (list, tuple)) or hasattr(value, "tolist") or hasattr(value, "__array__")


def number_array(value: Any) -> NumberArray:
    """The numbers of a rectangular array, tensor or nested list. Raises NotPlain, and what the object raises."""
    size = math.prod(getattr(value, "shape", ()) or ())
    if size > MAX_NUMBERS:
        raise NotPlain(f"{size} numbers are too many")
    first = callable(getattr(value, "detach", None))
    value = _on_host(value)
    array = _numpy_array(value)
    if array is not None:
        return NumberArray(tuple(map(int, array.shape)), _numpy_kind(array), _floats(array).reshape(-1), first)
    lists = _lists(value)
    shape = _shape(lists)
    flat = flatten(lists)
    if len(flat) != math.prod(shape):
        raise NotPlain("rows of different lengths")
    return NumberArray(shape, _kind(value, flat), flat, first)


def flat_numbers(value: Any, limit: int) -> Any:
    """At most `limit` numbers of an array, a tensor or lists nested in any way; a list or a numpy array."""
    if callable(getattr(value, "detach", None)) and callable(getattr(value, "reshape", None)):
        # No more than this comes from the device.
        value = value.detach().reshape(-1)[:limit]
    value = _on_host(value)
    array = _numpy_array(value)
    if array is not None:
        _numpy_kind(array)
        return _floats(array.reshape(-1)[:limit])
    if not isinstance(value, (list, tuple)):
        value = _lists(value) if is_array(value) else [value] if type(value) in _PLAIN else list(value)
    return flatten(value, limit)


def flatten(lists: Any, limit: int = MAX_NUMBERS) -> list[Any]:
    """The numbers in nested lists, those of arrays in them too."""
    flat: list[Any] = []
    _flatten(lists, flat, limit, 0)
    return flat


def _flatten(value: Any, flat: list[Any], limit: int, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise NotPlain("nested too deeply")
    if not isinstance(value, (list, tuple)):
        value = [value]
    for item in value:
        if len(flat) >= limit:
            return
        if type(item) in _PLAIN:
            flat.append(item)
        elif isinstance(item, (list, tuple)) or getattr(item, "shape", None):
            _flatten(_lists(item), flat, limit, depth + 1)
        else:
            flat.append(_number(item))


def _number(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        raise NotPlain(f"a {type(value).__name__} is no number")
    return float(value)


def _on_host(value: Any) -> Any:
    """A tensor that may live on another device or in a graph, as one that gives its numbers away."""
    if callable(getattr(value, "detach", None)):
        value = value.detach()
        if callable(getattr(value, "cpu", None)):
            value = value.cpu()
    elif hasattr(value, "__cuda_array_interface__") and callable(getattr(value, "get", None)):
        value = value.get()
    return value


def _numpy_array(value: Any) -> Any:
    numpy = sys.modules.get("numpy")
    if numpy is None or not hasattr(value, "__array__"):
        return None
    try:
        return numpy.asarray(value)
    except Exception:
        # Types that numpy does not know, such as torch's bfloat16; a torch built without numpy.
        try:
            return numpy.asarray(value.float())
        except Exception:
            return None


def _numpy_kind(array: Any) -> str:
    if array.dtype.name == "uint8":
        return "uint8"
    kind = _NUMPY_KINDS.get(array.dtype.kind)
    if kind is None:
        raise NotPlain(f"an array of {array.dtype.name}")
    return kind


def _floats(array: Any) -> Any:
    # ml_dtypes' bfloat16 and its relatives.
    return array.astype("float64") if array.dtype.kind == "V" else array


def _lists(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return value
    value = _on_host(value)
    if callable(getattr(value, "tolist", None)):
        return value.tolist()
    if hasattr(value, "__len__") and hasattr(value, "__getitem__"):
        return [value[index] for index in range(len(value))]
    raise NotPlain("a value of type " + type(value).__name__)


def _shape(value: Any) -> tuple[int, ...]:
    shape: list[int] = []
    while len(shape) <= MAX_DEPTH:
        if isinstance(value, (list, tuple)):
            shape.append(len(value))
            if not value:
                break
            value = value[0]
        else:
            shape.extend(map(int, getattr(value, "shape", ()) or ()))
            break
    return tuple(shape)


def _kind(value: Any, flat: list[Any]) -> str:
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    type_name = str(getattr(value, "dtype", getattr(value, "typecode", getattr(value, "format", ""))))
    if type_name in ("B", "<B") or type_name.endswith("uint8"):
        return "uint8"
    kinds = set(map(type, flat))
    if kinds <= {bool} and flat:
        return "bool"
    return "int" if kinds <= {bool, int} else "float"

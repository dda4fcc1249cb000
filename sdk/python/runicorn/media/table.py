"""Tables in whatever a program has them, as columns and rows."""

from __future__ import annotations

import contextlib
from itertools import islice
from typing import Any, Iterable, Mapping, NamedTuple, Sequence

from ..plain import NotPlain
from .table_cell import table_cell
from .tell import Tell

MAX_CELLS = 1_000_000
MAX_COLUMNS = 1000
MAX_NAME = 200


class Table(NamedTuple):
    """Rows of plain cells, as many in each as there are columns."""

    columns: list[str]
    rows: list[list[Any]]
    row_count: int
    """Of the table that was given, which may have more rows than are kept."""


class _Source(NamedTuple):
    names: list[Any] | None
    rows: Iterable[Any]
    total: int
    """-1 when nobody knows."""


def table_of(data: Any, columns: Sequence[Any] | None, tell: Tell) -> Table:
    """A list of rows or of mappings, a mapping of columns, a data frame of pandas, polars or arrow, a 2-D array.

    `columns` names the columns; of mappings and frames it chooses some. What is too much is cut off, which `tell` is
    told. Raises NotPlain for what is no table, and what the object raises.
    """
    chosen = None if columns is None else list(islice(columns, MAX_COLUMNS + 1))
    source = _frame(data, chosen) or _columns_mapping(data, chosen) or _rows(data, chosen)
    rows: list[list[Any]] = []
    width = max(1, len(source.names or ()))
    more = False
    for row in source.rows:
        if (len(rows) + 1) * width > MAX_CELLS:
            more = True
            break
        cells = [table_cell(cell) for cell in islice(_cells(row), MAX_COLUMNS + 1)]
        width = max(width, len(cells))
        rows.append(cells)
    if more:
        tell("rows", f"only the first {len(rows)} rows of a table are recorded")
    if width > MAX_COLUMNS:
        tell("columns", f"only the first {MAX_COLUMNS} columns of a table are recorded")
        width = MAX_COLUMNS
    width = min(width, max(map(len, [source.names or [], *rows])))
    names = [*(source.names or ())][:width]
    texts = [str(table_cell(name))[:MAX_NAME] for name in [*names, *range(len(names), width)]]
    full = [(row + [None] * (width - len(row)))[:width] for row in rows]
    return Table(texts, full, max(source.total, len(full)))


def _frame(data: Any, chosen: list[Any] | None) -> _Source | None:
    """Data frames of pandas, polars and arrow."""
    if isinstance(data, (Mapping, list, tuple)):
        return None
    if callable(getattr(data, "to_pydict", None)):
        return _columns_mapping(data.to_pydict(), chosen)
    if not hasattr(data, "columns"):
        return None
    if chosen is not None:
        data = data[chosen]
    elif any(name is not None for name in getattr(getattr(data, "index", None), "names", ())):
        # What pandas grouped by; where a column has the same name, it stays out.
        with contextlib.suppress(ValueError):
            data = data.reset_index()
    names = list(data.columns)
    if callable(getattr(data, "itertuples", None)):
        return _Source(names, data.itertuples(index=False, name=None), len(data))
    if callable(getattr(data, "iter_rows", None)):
        return _Source(names, data.iter_rows(), len(data))
    return None


def _columns_mapping(data: Any, chosen: list[Any] | None) -> _Source | None:
    if not isinstance(data, Mapping):
        return None
    names = list(data) if chosen is None else chosen
    columns = [_column(data.get(name)) for name in names[: MAX_COLUMNS + 1]]
    count = max(map(len, columns), default=0)
    rows = ([column[index] if index < len(column) else None for column in columns] for index in range(count))
    return _Source(names, rows, count)


def _column(values: Any) -> Any:
    if isinstance(values, (str, bytes)) or values is None:
        return [values]
    if callable(getattr(values, "tolist", None)):
        values = values.tolist()
    elif hasattr(values, "__iter__"):
        values = list(islice(values, MAX_CELLS))
    return values if isinstance(values, (list, tuple)) else [values]


def _rows(data: Any, chosen: list[Any] | None) -> _Source:
    shape = getattr(data, "shape", None)
    if shape is not None:
        if not 1 <= len(shape) <= 2:
            raise NotPlain(f"an array of {len(shape)} dimensions is no table")
        # Only what is kept is turned into objects.
        most = max(1, MAX_CELLS // max(1, int(shape[-1]) if len(shape) == 2 else 1))
        return _Source(chosen, data[: most + 1].tolist(), int(shape[0]))
    if isinstance(data, (str, bytes)) or not hasattr(data, "__iter__"):
        raise NotPlain(f"a value of type {type(data).__name__} is no table")
    rows = list(islice(data, MAX_CELLS + 1))
    count = len(data) if hasattr(data, "__len__") else -1
    if not any(isinstance(row, Mapping) for row in rows):
        return _Source(chosen, rows, count)
    if chosen is None:
        names = dict.fromkeys(key for row in rows if isinstance(row, Mapping) for key in row)
        chosen = list(islice(names, MAX_COLUMNS + 1))
    return _Source(chosen, (_picked(row, chosen) for row in rows), count)


def _picked(row: Any, names: list[Any]) -> Iterable[Any]:
    return [row.get(name) for name in names] if isinstance(row, Mapping) else _cells(row)


def _cells(row: Any) -> Iterable[Any]:
    if isinstance(row, (str, bytes, Mapping)) or not hasattr(row, "__iter__"):
        return (row,)
    return row

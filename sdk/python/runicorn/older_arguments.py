"""Positional arguments of `init` as Runicorn 0.4 to 0.6 had them."""

from __future__ import annotations

import os
import re
from functools import wraps
from typing import Any, Callable, Mapping, Sequence, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

_PATH = re.compile(r"[/\\~.]|[A-Za-z]:[/\\]")
# After project or path, storage and run_id. 0.6 had `alias` in the place of `name`; its scripts use keywords.
_REST = (
    "name",
    "capture_env",
    "snapshot_code",
    "workspace_root",
    "snapshot_format",
    "force_snapshot",
    "capture_console",
    "tqdm_mode",
)


def takes_older_arguments(init: F) -> F:
    """`init(project, name, config)` that understands `init(project, storage, run_id, name, …)` as well."""

    @wraps(init)
    def call(*arguments: Any, **options: Any) -> Any:
        if len(arguments) > 1:
            options = named_arguments(arguments[1:], options)
        # What is given by name counts.
        first = () if "project" in options else arguments[:1]
        return init(*first, **options)

    return cast(F, call)


def named_arguments(rest: Sequence[Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The second and later positional arguments by their names, and what was given by name.

    A path in the second place is the storage, and so is any text where more than three arguments follow the old order
    or `name` is given by name; a text in the third place is the run_id.
    """
    second, third = rest[0], rest[1] if len(rest) > 1 else None
    is_older = len(rest) > 2 or isinstance(third, str) or "name" in options or _is_path(second)
    meant = {
        "storage" if is_older else "name": second,
        "run_id" if isinstance(third, str) else "config": third,
        **dict(zip(_REST, rest[2:])),
    }
    return {**{key: value for key, value in meant.items() if value is not None}, **options}


def _is_path(value: Any) -> bool:
    return isinstance(value, os.PathLike) or (isinstance(value, str) and _PATH.match(value) is not None)

"""Methods of adapters that must not stop the training."""

from __future__ import annotations

import functools
from typing import Any, Callable, TypeVar, cast

from ..notices import Notices

Method = TypeVar("Method", bound=Callable[..., Any])
# What one adapter fails at, all objects of it fail at: told once per process.
_NOTICES = Notices()


def harmless(method: Method) -> Method:
    """The method with each of its errors told instead of raised, where it then returns None."""

    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception as error:
            name = method.__qualname__
            _NOTICES.tell(name, f"{name} did not record something: {type(error).__name__}: {error}")
            return None

    return cast(Method, call)

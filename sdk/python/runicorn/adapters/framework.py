"""What an adapter takes from its framework, and what it is while the framework is not installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NoReturn


def framework_part(module: str, name: str) -> Any | None:
    """What `from module import name` gives; None where it cannot be imported."""
    try:
        return getattr(import_module(module), name, None)
    except ImportError:
        return None


def framework_class(framework: str, package: str, name: str, *modules: str) -> Any:
    """The class `name` of the first of `modules` that can be imported, to be derived from.

    Without any a class in its place: making an object of it raises ImportError with what to install.
    """
    reason = ""
    for module in modules:
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError) as error:
            reason = reason or str(error)

    class MissingFramework:
        """Stands for a class that could not be imported."""

        def __new__(cls, *_: Any, **__: Any) -> NoReturn:
            raise ImportError(f"{cls.__name__} needs {framework} ({reason}): pip install {package}")

    return MissingFramework

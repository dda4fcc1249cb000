"""Frameworks that are not installed, as far as an adapter sees of them."""

import contextlib
import importlib
import sys
import types
from unittest import mock


@contextlib.contextmanager
def stand_in(adapter, **modules):
    """The adapter's module, imported while each module, named with `__` for dots, has the given members."""
    found = {}
    for name, members in modules.items():
        path = name.split("__")
        for index in range(1, len(path) + 1):
            found.setdefault(".".join(path[:index]), types.ModuleType(".".join(path[:index])))
        vars(found[".".join(path)]).update(members)
    with mock.patch.dict(sys.modules, found):
        sys.modules.pop(adapter, None)
        yield importlib.import_module(adapter)


def absent(adapter, *modules):
    """The adapter's module, imported while these modules are not installed."""
    with mock.patch.dict(sys.modules, dict.fromkeys(modules)):
        sys.modules.pop(adapter, None)
        return importlib.import_module(adapter)

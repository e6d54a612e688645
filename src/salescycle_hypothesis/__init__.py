"""What Hypothesis calls when it is imported: strategies by type, made known when ``salescycle`` is imported too.

It lies beside the package and not in it, since every process with Hypothesis in it runs it: to be imported it must
import nothing of ours, and it makes no strategy before one is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

__all__ = ["register"]

_PACKAGE = "salescycle"
_BY_TYPE = {
    "Cycle": "cycles",
    "Deal": "deals",
    "Fact": "facts",
    "Lead": "leads",
    "Money": "money",
    "Persona": "personas",
    "Proposal": "proposals",
}


class _Watch(MetaPathFinder):
    """Waits for the import of the package, once."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the package as Python would, and have the types registered when it is loaded."""
        if fullname != _PACKAGE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                load(module)
                _register_types(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _register_types(package: ModuleType) -> None:
    from hypothesis import strategies as st  # noqa: PLC0415 - it is being imported when this module is

    for name, strategy in _BY_TYPE.items():
        st.register_type_strategy(getattr(package, name), _lazily(strategy))


def _lazily(strategy: str, *args: Any) -> Callable[[Any], Any]:
    def made(_: Any) -> Any:
        from salescycle import testing  # noqa: PLC0415 - only a process that asks for a strategy pays for it

        return getattr(testing, strategy)(*args)

    return made


def register() -> None:
    """Make ``st.from_type(Deal)`` and its like draw from ``salescycle.testing``, now or once the package is there."""
    if _PACKAGE in sys.modules:
        _register_types(sys.modules[_PACKAGE])
    elif not any(isinstance(each, _Watch) for each in sys.meta_path):
        sys.meta_path.insert(0, _Watch())

"""The head of the one text that the agent travels as: imports its modules from memory, so no file is left anywhere.

Plain ASCII, like all that follows it, so that no far end's locale can change its length.
"""

import importlib
import importlib.abc
import importlib.util
import sys
from typing import Any, Dict

NAME = "agent"


class Carried(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and loads modules of the agent among their *sources*; tracebacks show their lines."""

    def __init__(self, sources: Dict[str, str]) -> None:
        self.sources = sources

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Return where a module is, None for those of others."""
        return importlib.util.spec_from_loader(name, self) if name in self.sources else None

    def is_package(self, name: str) -> bool:
        """Return whether a module is the package itself."""
        return name == NAME

    def get_source(self, name: str) -> str:
        """Return a module's text; tracebacks ask for it."""
        return self.sources[name]

    def exec_module(self, module: Any) -> None:
        """Run a module."""
        name = module.__name__
        exec(compile(self.sources[name], name.replace(".", "/") + ".py", "exec"), module.__dict__)  # noqa: S102 - our own modules, which came as text


def carry(sources: Dict[str, str]) -> None:
    """Become the agent whose modules these are."""
    sys.meta_path.insert(0, Carried(sources))
    importlib.import_module(NAME + ".serve").serve()

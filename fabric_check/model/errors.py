"""Every error that fabric-check raises on purpose.

::

    FabricCheckError           the base: a message for people, no traceback, exit code 2
    ├── InputError             a file that a person wrote is wrong; carries every problem with file:line:column
    └── MachineError           this machine cannot do what was asked (privilege, missing program)

A device that cannot be reached or read is not an error but a value: an ``Unknown`` with its reason.
"""

from dataclasses import dataclass


class FabricCheckError(Exception):
    """Something went wrong that the user can act on; the text says what, where and what to try."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place of one file. Lines and columns count from 1; 0 means the whole file."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        """Return ``file:line:column: message``, the form that editors jump to."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class InputError(FabricCheckError):
    """A file is not what it should be. All problems are reported at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class MachineError(FabricCheckError):
    """This machine lacks something: a privilege, a program, a kernel feature."""

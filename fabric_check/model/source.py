"""Where a fact comes from: the file, the line and what stands there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """One line of one file of the fabric folder; *line* counts from 1, 0 means the file as a whole."""

    file: str
    line: int
    text: str

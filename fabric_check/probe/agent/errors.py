"""How a measurement ends without a size. Each text is for people."""


class AgentError(Exception):
    """A request that cannot be carried out: `unresolved`, `privilege` or `usage`, with a sentence for people."""

    def __init__(self, kind: str, message: str) -> None:
        Exception.__init__(self, message)
        self.kind = kind


class UnreachableError(Exception):
    """The target cannot be reached at all; the text says why."""


class InconclusiveError(Exception):
    """The path does not let itself be measured; the text says why."""

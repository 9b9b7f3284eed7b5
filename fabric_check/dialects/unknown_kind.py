"""The error for a kind of interface that no link here can name; the dialects pass over such a block."""


class UnknownKindError(ValueError):
    """A kind of interface that is real and none of ours, such as Fibre Channel or ``out-of-band``."""

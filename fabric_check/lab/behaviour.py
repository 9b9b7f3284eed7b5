"""How a lab device behaves towards who logs in: as it should, or in one of the ways in which devices do not."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What is out of the ordinary; the default is a device that behaves.

    *enable*: ``free`` asks for nothing, ``secret`` for the enable password, ``refused`` never lets anybody through.
    *login*: ``channel`` accepts SSH without a password and asks User Name and Password inside, as old PowerConnects do.
    *acknowledge*: a banner stands before the first prompt and wants ``y``. *paging_stuck*: `terminal length 0` does nothing.
    *shown_name*: the prompt shows another name than the config's, such as one with blanks in it.
    *prompt*: all that is shown instead of a prompt, such as one that is none.
    *bytes_per_second*: how slowly it prints. *hang*: nothing is ever printed after the login.
    *cut_after_bytes*, *cut_at_line*: the connection ends after so many bytes printed, or instead of an answer to that line
    (from 1). *endless*: `show running-config` never ends. *algorithms*: all that its SSH offers.
    """

    enable: Literal["free", "secret", "refused"] = "secret"
    login: Literal["ssh", "channel"] = "ssh"
    acknowledge: bool = False
    paging_stuck: bool = False
    shown_name: str | None = None
    prompt: str | None = None
    bytes_per_second: int | None = None
    hang: bool = False
    cut_after_bytes: int | None = None
    cut_at_line: int | None = None
    endless: bool = False
    algorithms: Literal["usual", "sha1", "removed"] = "usual"

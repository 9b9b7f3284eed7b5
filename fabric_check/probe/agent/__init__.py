"""The sweep engine and its agent: the exact path MTU of one path, through silent drops and random loss.

What it is for: measuring, from any Linux host, which IP packet sizes reach a target whole. It travels through an ssh
connection to hosts where nothing is installed (`carried`), so it is Python 3.6 and the standard library alone.
What it never does: write a file, import anything else of this program, change a route, an interface or a path-MTU
cache, or conclude "too big" from one lost packet.

Upwards: `search` (pure), `flow` over a `channel` (`echo`, `one_way`), `greet`, `sweep`, `measuring`; beside it `tagged`
frames and `counters`; `serve` answers requests.
"""

from .errors import AgentError
from .measuring import blank, measure

__all__ = ["AgentError", "blank", "measure"]

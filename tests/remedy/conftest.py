"""Makes the cases of rules and the generator of the scoreboard importable: fixes are tested on both."""

import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(Path(__file__).parent), str(TESTS / "rules"), str(TESTS / "score")]

"""Makes the generator and the scoreboard importable: they lie beside these tests, and are no part of the program."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

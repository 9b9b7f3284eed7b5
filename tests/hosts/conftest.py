"""Makes the helpers next to these tests importable."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves helpers next to the tests unfound

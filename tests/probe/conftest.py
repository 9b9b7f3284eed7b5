"""What the tests of probing share: where their helpers are."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves helpers next to the tests unfound

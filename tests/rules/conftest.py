"""Makes what edits a case's folder importable: it lies beside the tests of rules, and tests of fixes use it too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "rules"))

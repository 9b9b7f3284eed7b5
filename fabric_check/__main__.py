"""``python -m fabric_check`` is the same program as ``fabric-check``."""

from fabric_check.cli.main import main

main()

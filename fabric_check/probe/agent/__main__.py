"""`python -m fabric_check.probe.agent`: answers requests on standard input."""

from .serve import serve

serve()

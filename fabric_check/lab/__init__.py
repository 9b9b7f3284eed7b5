"""Simulated fabrics, for the demo and for tests. Knows how devices print, never how the parsers read."""

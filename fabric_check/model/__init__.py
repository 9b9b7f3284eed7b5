"""Frozen dataclasses and units that every layer speaks; imports nothing of ours and does no I/O."""

"""Folder files → facts. Pure: text and JSON in, frozen dataclasses out; what cannot be known says why."""

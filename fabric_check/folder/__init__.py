"""Reads and writes the fabric folder: strict YAML with positions, the encodings people save files in, JSON facts."""

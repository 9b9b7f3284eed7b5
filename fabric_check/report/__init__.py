"""The report: built once from what the rules said; every format is rendered from it alone. Bytes out, no files."""

"""Devices in, redacted text into the fabric folder. Sends nothing but reading commands; decides nothing."""

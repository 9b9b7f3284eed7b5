"""Switches by netmiko: nothing but show commands go out, whole redacted text comes back."""

"""One module per verb, each with a click command named ``command``; a new file here is a new verb."""

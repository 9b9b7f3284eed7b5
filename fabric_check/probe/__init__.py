"""Measurements on the wire: exact path MTU by DF sweeps. Sends probes; never decides whether a fabric is right."""

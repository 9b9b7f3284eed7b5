"""fabric-check finds the MTU, VLAN and DCB faults that live between hosts and switches.

The public interface is the command line and the files it reads and writes (docs/fabric-folder.md);
the modules below are the program, in the layers that docs/design.md draws.
"""

__version__ = "0.1.0"

"""The graph: ports, links, VLAN reach, blocks, bottlenecks. Joins facts with intent; judges nothing."""

"""Papers from the network: one address at a time (fetching), host by host (hosts), each with a name for people."""

"""Papers with something taken from them, and whether the reading says so."""

"""How what may be hostile is kept in bounds: limits on a process, and work in a process apart."""

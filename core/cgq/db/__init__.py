"""The database file: opened, locked, given its schema, asked by named statements."""

LARGEST_INTEGER = (1 << 63) - 1
"""SQLite holds no larger one; an id beyond it names nothing."""

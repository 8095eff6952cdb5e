"""A paper that was read, for people who look at it."""

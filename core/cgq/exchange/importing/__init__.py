"""What every import does with the rows that a reader gives."""

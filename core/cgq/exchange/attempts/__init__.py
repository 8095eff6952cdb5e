"""Files of what learners answered: read row by row, and written."""

"""What learners answered: where, what they chose, and whether that is right by the key that holds now."""

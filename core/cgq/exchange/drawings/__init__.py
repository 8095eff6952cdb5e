"""The drawings of questions, as files."""

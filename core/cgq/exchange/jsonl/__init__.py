"""Lines of JSON as rows of an import: objects of somebody else, and our own records."""

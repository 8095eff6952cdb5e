"""What lies in zip files, and several pictures as one file."""

"""Papers drawn in eleven languages with their gold; nothing here knows how a paper is read."""

"""A package of Anki: its note type, the fields and tags of a note, and the collection that holds them."""

"""Texts as each kind of file can hold them."""

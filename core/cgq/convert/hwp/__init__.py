"""Hangul documents (HWP 5, HWPX) become PDF."""

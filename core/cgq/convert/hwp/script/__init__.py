"""Hangul's equation script becomes text along the line: `{a+b} over c` is (a+b)/c."""

"""What a Hangul document holds, read from its own records: texts, scripts of formulas, the number of its pictures."""

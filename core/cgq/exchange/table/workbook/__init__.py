"""Workbooks of Office Open XML (ECMA-376), read as streams: the archive, its strings, formats and sheets.

python-calamine is not used for this. It keeps a whole sheet (188 MB for 100,000 questions, bench/README.md), it makes
a dense table of it (a file of 5 kB with a cell in the last row and column aborts the process), and it gives neither
the format of a number nor that a formula has no value, so that `50%` is 0.5 and an error is an empty cell.
"""

"""Questions in the rows of a table, as text or as a workbook: its columns, its cells, and what they say."""

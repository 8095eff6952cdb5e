"""A picture of the concept graph: laid out once, and drawn as SVG, alone or in a page.

`label.py` breaks names into lines, `layers.py` gives each concept a column, `rows.py` an order and a height in it, and
`layout.py` puts boxes and lines where they are drawn; `drawing.py` encodes them.
"""

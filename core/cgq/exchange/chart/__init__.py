"""A chart of bars as a picture: laid out once, and encoded as SVG or PNG."""

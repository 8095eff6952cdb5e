"""The drawing (SVG) of one page: made safe, completed, and so laid that nothing of it is cut off."""

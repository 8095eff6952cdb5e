"""Scans get a text layer: Tesseract reads the text, and the circled signs before options are read from their shapes."""

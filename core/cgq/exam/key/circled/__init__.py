"""Circled signs on pages of grey dots, told by their shapes: options of scanned questions, answers of pictured keys."""

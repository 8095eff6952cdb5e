"""Photographs and scans become PDF: each page cut out, turned, levelled and lit evenly."""

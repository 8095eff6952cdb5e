"""Hangul documents of our own making: what they hold, written as HWPX and as HWP 5.

`parts` says what stands in a document, `looks` how it may look; `owpml` and `header` write both as XML, `package` makes
files of it. `papers` sets questions in the manners of Korean exam papers, `layouts` holds those that go wrong easily.
"""

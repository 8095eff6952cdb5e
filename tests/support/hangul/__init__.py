"""Hangul documents of our own making: what they hold, written as HWPX and as HWP 5.

`parts` says what stands in a document, `looks` how it may look; `owpml` and `header` write both as XML, `setting`
breaks lines and pages, `package` makes files of it, `locked` locks them. `papers` sets questions in the manners of
Korean exam papers; `layouts` names those that go wrong easily (`laid` and `layouts_of_*` hold them), `dealt` deals
others from a seed; `reading` reads a document as cgq does.
"""

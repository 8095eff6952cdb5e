"""The log of what happens to jobs: one line for each, for people and programs that come later.

Code only emits events (`cgq.events`); `entries.py` turns them into entries and picks their level, `lines.py` writes an
entry as text or as JSON, `file.py` appends it, `journal.py` sends it to systemd's journal, and
`logbook.py` is the subscriber that does all of it.
"""

"""Fetching from addresses that anybody may have written. Knows no database, no queue and no exam.

An address is parsed and checked (`address.py`, `ranges.py`), its host resolved once and connected to as it was checked
(`connecting.py`), asked for in its turn (`pace.py`) if its host's rules allow that (`robots.py`), followed through its
redirects (`client.py`) and read within limits (`response.py`). `links.py` finds the papers that a page links to.
"""

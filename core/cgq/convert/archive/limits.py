"""How much of an archive is opened: whatever its headers say, nothing goes on beyond these."""

from __future__ import annotations

MAX_ARCHIVE = 2 * 1024**3
"""Bytes of a zip: 40 papers of the largest size. It is read in pieces, never as a whole. Chosen."""

MAX_ENTRIES = 10_000
"""Entries of a zip, folders included, and files in it together with those of the zips in it: a hundred times what a
year of one exam has. Chosen."""

MAX_DIRECTORY = 4 * 1024**2
"""Bytes of the directory at its end: 10,000 entries of 400 bytes, with names of a hundred Korean letters. Chosen."""

MAX_UNPACKED = 4 * 1024**3
"""Bytes of all that is unpacked from one zip: twice its own most, for papers are packed already. Chosen."""

MAX_NESTED = 100 * 1024**2
"""Bytes of a zip within a zip: it is held in memory while its entries are read. Chosen."""

MAX_RATIO, RATIO_FROM = 200, 16 * 1024**2
"""How many times its packed size an entry may become once it is larger than so many bytes. Text packs 10 to 20 times;
an empty page that is a raw picture several hundred times, but that has 9 MB at 300 dpi; a bomb 1,000 times."""

MAX_NAME = 1_000
"""Letters of a name inside, with its folders: four times what a file system allows for one part. Chosen."""

MEMORY = 512 * 1024**2
"""Bytes that the process takes which opens an archive: a zip in a zip, twice while it grows, and its tables."""

SECONDS = 600.0
"""Seconds that all reading of one archive may take, in however many processes: 4 GB take 30 s to inflate here.
Chosen."""

PATIENCE = 60.0
"""Seconds until the next piece comes, at most: a piece is 1 MB, or a zip of MAX_NESTED that is opened, from a slow
disk. Chosen."""

"""docs/forms.md names the endings and the limits that the code has."""

from __future__ import annotations

import re
from pathlib import Path

from cgq.bank.files import MAX_BYTES
from cgq.convert.archive.bundle import MAX_BUNDLE, MAX_PICTURES
from cgq.convert.archive.limits import (
    MAX_ARCHIVE,
    MAX_ENTRIES,
    MAX_NESTED,
    MAX_RATIO,
    MAX_UNPACKED,
    PATIENCE,
    RATIO_FROM,
    SECONDS,
)
from cgq.convert.archive.limits import MEMORY as ZIP_MEMORY
from cgq.convert.converted import MAKING_ITEMS
from cgq.convert.form import SUFFIXES
from cgq.convert.hwp.drawing import MEMORY
from cgq.convert.pictures.convert import MEMORY as PICTURE_MEMORY
from cgq.convert.pictures.convert import PAGE_SECONDS
from cgq.convert.pictures.opened import MOST_DOTS, MOST_STORED
from cgq.exam.limits import Limits
from cgq.stages.kinds.enqueue_papers import SETTLED
from cgq.stages.kinds.process_pdf import ProcessPdf

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "forms.md").read_text("utf-8")
HOSTILE = (REPOSITORY / "docs" / "hostile.md").read_text("utf-8")
HELP = (REPOSITORY / "cli" / "cgq_cli" / "help" / "files.txt").read_text("utf-8")
MB, GB, MILLION = 1024**2, 1024**3, 1_000_000

LIMITS = {
    "a paper's file, whatever its form": f"{MAX_BYTES // MB} MB",
    "its pages": f"{Limits().max_pages:,}",
    "memory that lays out a Hangul document": f"{MEMORY // MB} MB",
    "dots of a picture": f"{MOST_DOTS // MILLION} million; of a JPEG {MOST_STORED // MILLION} million,",
    "pictures of one paper": f"{MAX_PICTURES} with {MAX_BUNDLE // MB} MB together",
    "the PDF that is made of a paper": f"{Limits().max_bytes // MB} MB",
    "all that one `cgq extract` unpacks": f"{MAX_UNPACKED // GB} GB",
    "a zip": f"{MAX_ARCHIVE // GB} GB, with {MAX_ENTRIES:,} entries, {MAX_UNPACKED // GB} GB when unpacked",
    "an entry of a zip": f"{MAX_BYTES // MB} MB, and {MAX_RATIO} times its packed size from {RATIO_FROM // MB} MB on",
    "a zip within a zip": f"{MAX_NESTED // MB} MB;",
}
"""What a row of the table says first, and how its second cell begins."""


def test_the_table_of_limits_has_each_as_the_code_has_it() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", PAGE.partition("## Limits")[2], re.MULTILINE)
    told = dict(rows)
    assert set(LIMITS) == set(told) - {"---"}
    assert [what for what, limit in LIMITS.items() if not told[what].startswith(limit)] == []


def test_the_page_says_how_long_a_folder_must_be_left_alone() -> None:
    assert f"within the last {SETTLED:.0f} seconds" in PAGE


def test_the_page_says_how_long_a_paper_may_take() -> None:
    policy = ProcessPdf.policy
    time = (
        f"{policy.timeout:.0f} s and {policy.timeout_per_item:.0f} s a page, and "
        f"{MAKING_ITEMS * policy.timeout_per_item:.0f} s a page more"
    )
    text = " ".join(PAGE.split())
    assert time in text
    assert f"at most {policy.timeout_most / 60:.0f} min" in text


def test_the_page_of_hostile_files_has_the_limits_of_each_form() -> None:
    table = HOSTILE.partition("| what is opened |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()[2:]]
    found = {what.split(",")[0]: (memory, time) for what, _, _, memory, time in rows}
    assert found["a zip"] == (
        f"{ZIP_MEMORY // MB} MB",
        f"{SECONDS:.0f} s in all; {PATIENCE:.0f} s until the next piece",
    )
    assert found["a Hangul document"][0] == f"{MEMORY // MB} MB"
    assert found["a picture"] == (f"{PICTURE_MEMORY // MB} MB", f"{PAGE_SECONDS:.0f} s a page")


def test_the_page_and_the_help_name_every_ending_and_no_other() -> None:
    table = PAGE.partition("## From a form")[0]
    assert set(re.findall(r"`(\.\w+)`", table)) == set(SUFFIXES)
    first = HELP.partition("Pictures of one folder")[0]
    assert set(re.findall(r"(?<=\s)\.[a-z]+", first)) == set(SUFFIXES)

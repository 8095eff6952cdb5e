"""What to do about a paper that could not be read: by its form, and by where it lies."""

from __future__ import annotations

import pytest

from cgq.bank.cures import cure_of
from cgq.config import PDF_PASSWORD
from cgq.exam.findings import CODES, DAMAGED, EMPTY_FILE, ENCRYPTED, NEEDS_OCR
from cgq.hints import commands

SHA256 = "ab" * 32
KEPT = f"/home/me/cgq.db-files/ab/{SHA256}"


def test_a_scan_names_the_command_that_reads_it_with_its_name_quoted() -> None:
    first, *others = commands(cure_of(NEEDS_OCR, "picture", ["/in/my `scan`.jpg"], SHA256))
    assert first == r"cgq run --ocr $'/in/my \x60scan\x60.jpg'"
    assert others == commands(CODES[NEEDS_OCR].job_cure)


@pytest.mark.parametrize(
    ("paths", "named"), [([KEPT, "/in/a.pdf"], ["cgq run --ocr /in/a.pdf"]), ([KEPT], []), ([], [])]
)
def test_a_file_that_only_the_database_keeps_is_not_named(paths: list[str], named: list[str]) -> None:
    found = commands(cure_of(NEEDS_OCR, "pdf", paths, SHA256))
    assert found == [*named, *commands(CODES[NEEDS_OCR].job_cure)]


@pytest.mark.parametrize("form", ["hwp", "hwpx"])
def test_a_password_is_asked_for_where_it_opens_the_form_and_qpdf_is_for_pdfs(form: str) -> None:
    assert PDF_PASSWORD in cure_of(ENCRYPTED, "pdf", [], SHA256)
    assert PDF_PASSWORD not in cure_of(ENCRYPTED, form, [], SHA256)
    assert "qpdf" in cure_of(DAMAGED, "pdf", [], SHA256)
    assert "qpdf" not in cure_of(DAMAGED, form, [], SHA256)


def test_other_codes_have_the_same_cure_in_every_form_or_none() -> None:
    assert cure_of(EMPTY_FILE, "hwp", [], SHA256) == CODES[EMPTY_FILE].job_cure != ""
    assert cure_of("crashed", "hwp", [], SHA256) == ""

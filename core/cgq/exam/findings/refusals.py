"""Why a file was not read at all."""

from __future__ import annotations

from cgq.exam.findings.registry import new_refusal

NEEDS_OCR = new_refusal(
    "needs_ocr",
    "The pages are pictures without text.",
    "Let the text recogniser read them, with --ocr: `cgq help scans`",
    job_cure="To read every scan, set CGQ_READING_OCR=true, then: `cgq failed --retry --code needs_ocr` "
    "What that needs: `cgq help scans`",
)
NOTHING_RECOGNISED = new_refusal(
    "nothing_recognised",
    "The pages are pictures, and the text recogniser found no text in them.",
    "Look at the pages, and take the pictures anew: sharp, straight and in good light.",
    job_cure="Look at the pages, take the pictures anew (sharp, straight, in good light), and enqueue these.",
)
SUSPECT = new_refusal(
    "suspect",
    "The file opens, but its text is not readable language.",
    "Get another copy, or recognise its text: `ocrmypdf --force-ocr PAPER NEW`",
    job_cure="Print it to a new PDF from another viewer and enqueue that one.",
)
ENCRYPTED = new_refusal(
    "encrypted",
    "The file is protected, by a password or by other means.",
    "Of a PDF, give the password with --password-file, or in CGQ_PDF_PASSWORD; what another program locked, print from "
    "that program to a new PDF.",
    job_cure="If it has a password, set CGQ_PDF_PASSWORD, then: `cgq failed --retry --code encrypted` "
    "Else print it to a new PDF from the program that it was locked for, and enqueue that one.",
    cure_of_others="Open it in its own program and save it without, or print it to a PDF, and enqueue that one.",
)
DAMAGED = new_refusal(
    "damaged",
    "No reader can open it.",
    "Get the file again, or repair it (a PDF for example with qpdf).",
    job_cure="Get the file again, or repair it (for example with qpdf) and enqueue the result.",
    cure_of_others="Get the file again, or save it anew from a program that opens it, and enqueue that one.",
)
NOT_A_PDF = new_refusal(
    "not_a_pdf",
    "The file is no PDF, and in no other form that is read.",
    "Convert it to PDF first.",
    job_cure="Convert it to PDF first.",
)
EMPTY_FILE = new_refusal(
    "empty_file", "The file is empty (0 bytes).", "Get the file again.", job_cure="Get the file again."
)
TOO_LARGE = new_refusal(
    "too_large",
    "The file exceeds a limit for one paper: bytes, pages, memory or time.",
    "Split it into smaller files.",
    job_cure="Split it into smaller files.",
)
CONVERTER_MISSING = new_refusal(
    "converter_missing",
    "It is no PDF, and what makes one of it is not installed.",
    "Install that: `cgq help files`",
    job_cure="What to install: `cgq help files` Then start it again: `cgq failed --retry --code converter_missing`",
)
FONT_MISSING = new_refusal(
    "font_missing",
    "Its text cannot be drawn: no font on this machine has its letters.",
    "Install Korean fonts: `apt install fonts-noto-cjk`",
    job_cure="Install Korean fonts: `apt install fonts-noto-cjk` Then start it again: "
    "`cgq failed --retry --code font_missing`",
)

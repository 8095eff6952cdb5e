"""What a file is, told by its bytes; its name says nothing that could be relied on."""

from __future__ import annotations

from typing import Literal, TypeGuard, get_args

Form = Literal["pdf", "hwp", "hwpx", "picture", "pictures"]
"""What a paper is taken in as: `material.format`. `pictures` are several in one file, a page each (see bundle)."""

FORMS: tuple[Form, ...] = get_args(Form)

Content = Form | Literal["zip", "hwp3", "office", "word", "unknown"]
"""What a file holds: a paper in some form, an archive of papers, or what no paper is read from. `hwp3` is Hangul before
2000, `office` an OLE file of another program, `word` a zip of another program's document (docx, xlsx …)."""

SUFFIXES: dict[str, Form | Literal["zip"]] = {
    ".pdf": "pdf",
    ".hwp": "hwp",
    ".hwpx": "hwpx",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
    ".webp": "picture",
    ".heic": "picture",
    ".heif": "picture",
    ".zip": "zip",
}
"""The endings by which folders, zips and lists are searched for papers, in lower case, and what they promise."""

OTHERS: dict[Literal["hwp3", "office", "word"], tuple[str, str]] = {
    "hwp3": ("a document of Hangul before 2000 (HWP 3)", "Open it in Hangul, and save it as HWPX or PDF."),
    "office": ("an old document of an office program, such as .doc or .xls", "Save it as PDF."),
    "word": ("a document of an office program, such as .docx or .odt", "Save it as PDF."),
}
"""What no paper is read from, though it may hold one: what it is, and what to do about it."""

PDF, WITHIN = b"%PDF", 1024
"""How a PDF begins, and the bytes within which that stands: what the common readers accept."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP_SIGNATURE = b"HWP Document File"
"""What stands somewhere in the OLE file of a Hangul document, and in no other program's."""

_HWP3_SIGNATURE = b"HWP Document File V"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HWPX_MIMETYPE = b"mimetypeapplication/hwp+zip"
_OFFICE_PARTS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis.opendocument")
BUNDLE_TYPE = b"application/x-cgq-pages"
"""The content of the first entry of a file with several pictures (see archive.bundle)."""

_BUNDLE_MIMETYPE = b"mimetype" + BUNDLE_TYPE

_PICTURES = (
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"\xff\xd8\xff"),
    (0, b"II*\x00"),
    (0, b"MM\x00*"),
    (8, b"WEBP"),
    (4, b"ftypheic"),
    (4, b"ftypheix"),
    (4, b"ftyphevc"),
    (4, b"ftypmif1"),
    (4, b"ftypmsf1"),
    (4, b"ftypavif"),
)
"""Where and how the kinds of pictures begin that Pillow, with its extras, may read."""


def content_of(data: bytes) -> Content:
    """What a file holds, by the whole of its bytes."""
    head = data[:WITHIN]
    if head.startswith(_HWP3_SIGNATURE):
        return "hwp3"
    if head.startswith(_OLE):
        return "hwp" if HWP_SIGNATURE in data else "office"
    if head.startswith(_ZIP):
        return _zipped(head)
    if any(head[start:].startswith(sign) for start, sign in _PICTURES):
        return "picture"
    # Last: of a zip, the first paper in it may begin within these bytes, where it is not packed.
    return "pdf" if PDF in head else "unknown"


def _zipped(head: bytes) -> Content:
    if _HWPX_MIMETYPE in head:
        return "hwpx"
    if _BUNDLE_MIMETYPE in head:
        return "pictures"
    return "word" if any(part in head for part in _OFFICE_PARTS) else "zip"


def is_form(content: Content) -> TypeGuard[Form]:
    """Is it a paper in some form?"""
    return content in FORMS

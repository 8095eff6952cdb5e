"""What a file is, by its bytes; its name cannot be relied on."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Literal, TypeGuard, get_args

if TYPE_CHECKING:
    from collections.abc import Collection

Form = Literal["pdf", "hwp", "hwpx", "picture", "pictures"]
"""What a paper is taken in as: `material.format`. `pictures` are several in one file, a page each (see bundle)."""

FORMS: tuple[Form, ...] = get_args(Form)

Content = Form | Literal["zip", "hwp3", "office", "word", "image", "unknown"]
"""What a file holds: a paper in some form, an archive of papers, or what no paper is read from. `hwp3` is Hangul before
2000, `office` an OLE file of another program, `word` a zip of another program's document (docx, xlsx …), `image` a
picture of a kind that is not read."""

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

PDF, WITHIN = b"%PDF", 1024
"""How a PDF begins, and the bytes within which that stands: what the common readers accept."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP_SIGNATURE = b"HWP Document File"
"""What stands somewhere in the OLE file of a Hangul document, and in no other program's."""

_HWP3_SIGNATURE = b"HWP Document File V"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MIMETYPE = b"mimetype"
_HWPX_TYPE = b"application/hwp+zip"
_OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"docProps/app.xml", b"docProps/core.xml")
"""The first entry of a document of Microsoft's formats, whoever wrote it."""

_OTHER_TYPES = b"application/"
"""How the type of every other document in a zip begins (OpenDocument, EPUB)."""

_OF_HWPX = ("Contents/content.hpf", "Contents/section0.xml")
"""Files of a Hangul document in a zip: its list of parts, and its first section (OWPML, KS X 6101)."""

_OF_OFFICE = ("[Content_Types].xml", "META-INF/container.xml")
"""Files that every document of Microsoft's formats has (ECMA-376, part 2), and every EPUB; HWPX has the second, too."""

_OF_OPEN_DOCUMENT = frozenset({"META-INF/manifest.xml", "content.xml"})
"""Files that every OpenDocument has (part 2 of its standard, 3.2 and 3.3)."""

BUNDLE_TYPE = b"application/x-cgq-pages"
"""The content of the first entry of a file with several pictures (see archive.bundle)."""

_PICTURES = (
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"\xff\xd8\xff"),
    (0, b"II*\x00"),
    (0, b"MM\x00*"),
    (0, b"II+\x00"),
    (0, b"MM\x00+"),
    (8, b"WEBP"),
    (4, b"ftypheic"),
    (4, b"ftypheix"),
    (4, b"ftyphevc"),
    (4, b"ftypmif1"),
    (4, b"ftypmsf1"),
    (4, b"ftypavif"),
)
"""Where and how the kinds of pictures begin that Pillow, with its extras, may read."""

_IMAGES = (
    (0, b"GIF8"),
    (0, b"\0\0\0\x0cjP  "),
    (0, b"\xff\x4f\xff\x51"),
    (0, b"8BPS"),
)
"""The same of pictures that are not read: GIF, JPEG 2000 in its file or bare, Photoshop."""

_BITMAP, _RESERVED = b"BM", (6, b"\0\0\0\0")
"""How a Windows bitmap begins: two letters, its size, and four bytes of nothing."""


def content_of(data: bytes) -> Content:
    """What a file holds, by the whole of its bytes; of the beginning of a zip alone, what its first entry says."""
    head = data[:WITHIN]
    if head.startswith(_HWP3_SIGNATURE):
        return "hwp3"
    if head.startswith(_OLE):
        return "hwp" if HWP_SIGNATURE in data else "office"
    if head.startswith(_ZIP):
        return _zipped(head, io.BytesIO(data))
    if any(head[start:].startswith(sign) for start, sign in _PICTURES):
        return "picture"
    # Last: of a zip, the first paper in it may begin within these bytes, where it is not packed.
    if PDF in head:
        return "pdf"
    return "image" if _is_image(head) else "unknown"


def holds_papers(file: IO[bytes]) -> bool:
    """Is an open file, of any size, a zip of papers?"""
    file.seek(0)
    head = file.read(WITHIN)
    return head.startswith(_ZIP) and _zipped(head, file) == "zip"


def document_of(names: Collection[str]) -> Content:
    """What a zip with files of these names is: a document of some program, whatever comes first in it, or a zip."""
    if any(name in names for name in _OF_HWPX):
        return "hwpx"
    is_other = any(name in names for name in _OF_OFFICE) or _OF_OPEN_DOCUMENT.issubset(names)
    return "word" if is_other else "zip"


def _is_image(head: bytes) -> bool:
    at, nothing = _RESERVED
    is_bitmap = head.startswith(_BITMAP) and head[at : at + len(nothing)] == nothing
    return is_bitmap or any(head[start:].startswith(sign) for start, sign in _IMAGES)


def _zipped(head: bytes, file: IO[bytes]) -> Content:
    """What a zip is: by its first entry, as documents begin, else by what it lists at its end, for a document that was
    packed again begins as it may. Bytes in between may be those of a document in a zip of papers."""
    name, content = _first_entry(head)
    if name == _MIMETYPE and content.startswith(_HWPX_TYPE):
        return "hwpx"
    if name == _MIMETYPE and content.startswith(BUNDLE_TYPE):
        return "pictures"
    if name in _OFFICE_PARTS or (name == _MIMETYPE and content.startswith(_OTHER_TYPES)):
        return "word"
    return document_of(_names(file))


def _names(file: IO[bytes]) -> frozenset[str]:
    """The files that a zip lists; none of one that lists them as no zip does: whoever opens it says what is wrong."""
    from cgq.convert.archive.directory import UnreadableArchive, read_directory

    try:
        return frozenset(entry.name for entry in read_directory(file))
    except UnreadableArchive:
        return frozenset()


def _first_entry(head: bytes) -> tuple[bytes, bytes]:
    """The name of a zip's first entry, and the bytes behind it (APPNOTE 4.3.7): its content, where it is not packed."""
    name_size, extra_size = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
    begins = 30 + name_size + extra_size
    return head[30 : 30 + name_size], head[begins:]


def is_form(content: Content) -> TypeGuard[Form]:
    """Is it a paper in some form?"""
    return content in FORMS

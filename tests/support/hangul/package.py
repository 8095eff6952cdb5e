"""A Hangul document as a file: HWPX by the standard library, HWP 5 by python-hwpx."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.support.hangul.header import header
from tests.support.hangul.owpml import Writer

if TYPE_CHECKING:
    from tests.support.hangul.parts import Document

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Date of every part, so that the same document gives the same bytes."""

VERSION = (
    '<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" major="5" '
    'minor="1" micro="1" buildNumber="0" os="1" xmlVersion="1.5" application="Hancom Office Hangul" appVersion="13"/>'
)
SETTINGS = (
    '<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)
CONTAINER = (
    '<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"><ocf:rootfiles>'
    '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    "</ocf:rootfiles></ocf:container>"
)
MANIFEST = '<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


_LINES = re.compile(r"<hp:linesegarray>.*?</hp:linesegarray>")


def hwpx(document: Document, *, broken: bool = True) -> bytes:
    """The document as HWPX: always the same bytes. Without its lines where it is not `broken` into any, as programs
    other than Hangul write it."""
    writer = Writer()
    sections = {f"Contents/section{at}.xml": writer.section(each) for at, each in enumerate(document.sections)}
    if not broken:
        sections = {name: _LINES.sub("", section) for name, section in sections.items()}
    parts = {
        "version.xml": VERSION,
        "Contents/header.xml": header(len(sections)),
        **{f"Contents/masterpage{at}.xml": text for at, text in enumerate(writer.masters)},
        **sections,
        "settings.xml": SETTINGS,
        "Contents/content.hpf": _contents(document.title, len(sections), writer),
        "META-INF/container.xml": CONTAINER,
        "META-INF/manifest.xml": MANIFEST,
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype", LONG_AGO), "application/hwp+zip")
        for name, text in parts.items():
            _add(package, name, (DECLARED + text).encode())
        for at, picture in enumerate(writer.pictures, 1):
            _add(package, f"BinData/image{at}.png", picture)
    return target.getvalue()


def _add(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, data)


def _contents(title: str, sections: int, writer: Writer) -> str:
    names = ["header", *(f"section{at}" for at in range(sections))]
    parts = [f"masterpage{at}" for at in range(len(writer.masters))] + names
    items = [f'<opf:item id="{name}" href="Contents/{name}.xml" media-type="application/xml"/>' for name in parts]
    items += ['<opf:item id="settings" href="settings.xml" media-type="application/xml"/>']
    items += [
        f'<opf:item id="image{at}" href="BinData/image{at}.png" media-type="image/png" isEmbeded="1"/>'
        for at in range(1, len(writer.pictures) + 1)
    ]
    spine = "".join(f'<opf:itemref idref="{name}" linear="yes"/>' for name in names)
    return (
        '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/" version="" unique-identifier="" id=""><opf:metadata>'
        f"<opf:title>{escape(title)}</opf:title><opf:language>ko</opf:language></opf:metadata>"
        f"<opf:manifest>{''.join(items)}</opf:manifest><opf:spine>{spine}</opf:spine></opf:package>"
    )


def hwp(document: Document) -> bytes:
    """The document as HWP 5, converted from its HWPX by python-hwpx, whose writer is not the reader that cgq uses."""
    from hwpx import HwpxDocument

    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.hwp"
        HwpxDocument.open(BytesIO(hwpx(document))).save_to_path(path)
        return path.read_bytes()

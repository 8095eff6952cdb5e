"""The package: items and pictures as they come, then the test, the manifest and the style sheet.

The parts of the test and the manifest wait in files of their own, so that a large bank needs no memory. Every date is
the same, so that equal questions give equal bytes.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from cgq.exchange.qti.item import NAMESPACE, item, item_id, item_title, language_of
from cgq.exchange.qti.markup import DECLARATION, Xml, element, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cgq.bank.record import AppearanceRecord, QuestionRecord

MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
"""Namespace of a manifest."""

METADATA = "http://ltsc.ieee.org/xsd/LOM"
"""Namespace of an item's metadata (IEEE LOM)."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file: the earliest that a zip can hold."""

READABLE = 0o100644 << 16
"""A plain file that everybody may read, as a zip marks it."""

_MANIFEST_HEAD = (
    f'{DECLARATION}<manifest xmlns="{MANIFEST}" identifier="manifest"><metadata><schema>QTI Package</schema>'
    "<schemaversion>3.0.0</schemaversion></metadata><organizations/><resources>"
    '<resource identifier="style" type="css3" href="style.css"><file href="style.css"/></resource>'
    '<resource identifier="test" type="imsqti_test_xmlv3p0" href="test.xml"><file href="test.xml"/>'
)
_SCORE = (
    '<qti-set-outcome-value identifier="SCORE"><qti-sum><qti-test-variables variable-identifier="SCORE"/>'
    "</qti-sum></qti-set-outcome-value>"
)


class Package:
    """A package that is written; use it in a `with`, at whose end it is whole."""

    def __init__(
        self,
        to: Path,
        title: str,
        picture: Callable[[str], Path | None],
        year: Callable[[AppearanceRecord], int | None],
    ) -> None:
        self._files = ExitStack()
        self._zip = self._files.enter_context(zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED))
        self._title, self._picture, self._year = title, picture, year
        self._resources, self._dependencies, self._references = (self._wait_in(to.parent) for _ in range(3))
        self._pictures: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, problem: BaseException | None, __: object) -> None:
        with self._files:
            if problem is None:
                self._finish()

    def add(self, record: QuestionRecord) -> None:
        """The item of a question with its pictures."""
        name = item_id(record)
        path = f"items/{name}.xml"
        pictures = {asset: found for asset in record.assets if (found := self._put_picture(asset))}
        self._put(path, item(record, {asset: f"../{found}" for asset, found in pictures.items()}))
        needed = [_dependency("style"), *(_dependency(_picture_id(found)) for found in sorted(pictures.values()))]
        metadata = element("metadata", _metadata(record, self._year))
        file = element("file", href=path)
        resource = _resource(name, "imsqti_item_xmlv3p0", path, metadata, file, *needed)
        self._resources.write(resource.encode())
        self._dependencies.write(_dependency(name).encode())
        self._references.write(element("qti-assessment-item-ref", identifier=name, href=path).encode())

    def _wait_in(self, folder: Path) -> IO[bytes]:
        """A file without a name, gone with this process."""
        return self._files.enter_context(tempfile.TemporaryFile(dir=folder))

    def _put_picture(self, asset: str) -> str:
        """Where the picture of a drawing lies in the package; empty where there is none."""
        if asset not in self._pictures:
            path = self._picture(asset)
            self._pictures[asset] = "" if path is None else f"media/{path.name}"
            if path is not None:
                name = self._pictures[asset]
                self._put(name, path.read_bytes(), zipfile.ZIP_STORED)
                resource = _resource(_picture_id(name), "webcontent", name, element("file", href=name))
                self._resources.write(resource.encode())
        return self._pictures[asset]

    def _finish(self) -> None:
        self._put_joined("test.xml", _test_head(self._title), self._references, _test_tail())
        self._put("style.css", Path(__file__).with_name("style.css").read_bytes())
        self._dependencies.write(b"</resource>")
        shutil.copyfileobj(_rewound(self._resources), self._dependencies)
        self._put_joined("imsmanifest.xml", _MANIFEST_HEAD, self._dependencies, "</resources></manifest>\n")

    def _put(self, name: str, data: bytes, way: int = zipfile.ZIP_DEFLATED) -> None:
        self._zip.writestr(_entry(name, way), data)

    def _put_joined(self, name: str, head: str, middle: IO[bytes], tail: str) -> None:
        with self._zip.open(_entry(name, zipfile.ZIP_DEFLATED), "w", force_zip64=True) as file:
            file.write(head.encode())
            shutil.copyfileobj(_rewound(middle), file)
            file.write(tail.encode())


def _rewound(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file


def _entry(name: str, way: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr, entry.create_system = way, READABLE, 3
    return entry


def _resource(identifier: str, kind: str, href: str, *children: Xml) -> Xml:
    return element("resource", *children, identifier=identifier, type=kind, href=href)


def _dependency(identifier: str) -> Xml:
    return element("dependency", identifierref=identifier)


def _picture_id(name: str) -> str:
    return f"picture-{Path(name).stem}"


def _metadata(record: QuestionRecord, year: Callable[[AppearanceRecord], int | None]) -> Xml:
    """Title, language and keywords of an item: its concepts, its tags and the years of its exams."""
    language = language_of(record)
    years = sorted({str(found) for place in record.appearances if (found := year(place))})
    tags = [tag for place in record.appearances for tag in place.tags]
    names = dict.fromkeys([*(concept.name for concept in record.concepts), *tags, *years])
    known = [element("language", text(language))] if language else []
    general = [element("title", _string(item_title(record))), *known, *_keywords(list(names))]
    return element("lom", element("general", *general), xmlns=METADATA)


def _keywords(names: Sequence[str]) -> list[Xml]:
    return [element("keyword", _string(name)) for name in names]


def _string(value: str) -> Xml:
    return element("string", text(value))


def _test_head(title: str) -> str:
    score = element("qti-outcome-declaration", identifier="SCORE", cardinality="single", base_type="float")
    named = text(" ".join(title.split()))
    return (
        f'{DECLARATION}<qti-assessment-test xmlns="{NAMESPACE}" identifier="test" title="{named}">'
        f'{score}<qti-test-part identifier="part" navigation-mode="nonlinear" submission-mode="individual">'
        '<qti-assessment-section identifier="section" title="Questions" visible="true">'
    )


def _test_tail() -> str:
    ends = "</qti-assessment-section></qti-test-part>"
    return f"{ends}<qti-outcome-processing>{_SCORE}</qti-outcome-processing></qti-assessment-test>\n"

"""A package of QTI 3.0: what lies in it, and how its items are built."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from msgspec import structs
from tests.support.exporting import write
from tests.support.hostile_records import record, with_drawn_option
from tests.support.qti_items import QTI, parse, read

from cgq.exchange.qti.item import item_id
from cgq.exchange.qti.scoring import scoring_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.bank.record import QuestionRecord

CP = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"
KINDS = {"imsqti_test_xmlv3p0", "imsqti_item_xmlv3p0", "webcontent", "css3"}
"""Types of resources that `imsqtiv3p0_imscpv1p2_v1p0.xsd` knows, and we use."""


def questions() -> list[QuestionRecord]:
    """One with everything, with each of its drawings in another question as well, and one without options."""
    full = record(
        stem="Which?",
        passage="A text",
        boxes=["a box"],
        options=["one", "two"],
        labels="12",
        accepted=[2],
        mode="any",
        explanation="Because.",
        concepts=["TCP/IP"],
        tags=["hard"],
        drawn=["a" * 64],
        year=2024,
    )
    return [
        with_drawn_option(full, 2, "b" * 64),
        record(stem="Why?", drawn=["a" * 64]),
        record(stem="Lost?", options=["x"], drawn=["c" * 64]),
    ]


@pytest.fixture
def package(tmp_path: Path) -> Iterator[zipfile.ZipFile]:
    pictures = {asset: tmp_path / f"{asset}.png" for asset in ("a" * 64, "b" * 64)}
    for path in pictures.values():
        path.write_bytes(path.name.encode())
    write("qti", questions(), tmp_path / "bank.zip", pictures, "A <title>")
    with zipfile.ZipFile(tmp_path / "bank.zip") as opened:
        yield opened


def test_the_manifest_names_every_file_and_every_reference_leads_to_one(package: zipfile.ZipFile) -> None:
    manifest = ElementTree.fromstring(package.read("imsmanifest.xml"))
    files = [file.get("href") for file in manifest.iter(f"{CP}file")]
    assert sorted(map(str, files)) == sorted({*package.namelist()} - {"imsmanifest.xml"})
    resources = {str(each.get("identifier")): each for each in manifest.iter(f"{CP}resource")}
    assert len(resources) == len(list(manifest.iter(f"{CP}resource")))
    assert {each.get("type") for each in resources.values()} == KINDS
    assert {each.get("identifierref") for each in manifest.iter(f"{CP}dependency")} <= {*resources}
    test = ElementTree.fromstring(package.read("test.xml"))
    assert test.get("title") == "A <title>"
    references = [(each.get("identifier"), each.get("href")) for each in test.iter(f"{QTI}qti-assessment-item-ref")]
    items = [one for one in resources.values() if one.get("type") == "imsqti_item_xmlv3p0"]
    assert references == [(one.get("identifier"), one.get("href")) for one in items]
    assert [each.get("identifierref") for each in resources["test"].iter(f"{CP}dependency")] == [
        identifier for identifier, _ in references
    ]


def test_an_item_finds_its_pictures_and_names_them_in_the_manifest(package: zipfile.ZipFile) -> None:
    full, *_ = questions()
    root = ElementTree.fromstring(package.read(f"items/{item_id(full)}.xml"))
    addresses = [str(picture.get("src")) for picture in root.iter(f"{QTI}img")]
    assert addresses == [f"../media/{'a' * 64}.png", f"../media/{'b' * 64}.png"]
    assert package.read(addresses[0].removeprefix("../")) == f"{'a' * 64}.png".encode()
    assert len([name for name in package.namelist() if name.startswith("media/")]) == 2
    manifest = ElementTree.fromstring(package.read("imsmanifest.xml"))
    own = next(each for each in manifest.iter(f"{CP}resource") if each.get("identifier") == item_id(full))
    needed = [each.get("identifierref") for each in own.iter(f"{CP}dependency")]
    assert needed == ["style", f"picture-{'a' * 64}", f"picture-{'b' * 64}"]
    assert [key.findtext(f"{LOM}string") for key in own.iter(f"{LOM}keyword")] == ["TCP/IP", "hard", "2024"]


def test_the_same_questions_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first.zip", "second.zip"):
        write("qti", questions(), tmp_path / name)
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_a_package_that_cannot_be_finished_leaves_no_other_file(tmp_path: Path) -> None:
    broken = structs.replace(record(stem="x"), appearances=())
    with pytest.raises(IndexError):
        write("qti", [broken], tmp_path / "bank.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["bank.zip"]


def test_an_item_without_an_answer_is_not_scored_and_that_is_reported(tmp_path: Path) -> None:
    unknown = record(stem="x", options=["a", "b"])
    elsewhere = record(stem="y", options=["a", "b"], accepted=[3], mode="any")
    losses = write("qti", [unknown, elsewhere], tmp_path / "bank.zip")
    assert {(loss.id, loss.part, loss.reason.split(":")[0]) for loss in losses} == {
        (unknown.id, "answer", "No answer is known"),
        (elsewhere.id, "answer", "The answer is none of the options"),
    }
    for one in (unknown, elsewhere):
        assert scoring_of(one).way == "unscored"
        assert parse(one).find(f"{QTI}qti-response-processing") is None


@pytest.mark.parametrize(
    ("labels", "style", "printed"),
    [
        ("12", "qti-labels-decimal", []),
        ("AB", "qti-labels-upper-alpha", []),
        ("ab", "qti-labels-lower-alpha", []),
        ("가나", "qti-labels-none", ["가", "나"]),
        ("BA", "qti-labels-none", ["B", "A"]),
    ],
)
def test_options_are_labelled_as_they_are_printed(labels: str, style: str, printed: list[str]) -> None:
    root = parse(record(stem="x", options=["one", "two"], labels=labels))
    choice = next(root.iter(f"{QTI}qti-choice-interaction"))
    assert str(choice.get("class")).split()[0] == style
    assert read(root, "label") == printed


@pytest.mark.parametrize(("language", "written"), [("ko", "ko"), ("en-GB", "en-GB"), ('"x', None), (None, None)])
def test_the_language_is_written_where_xml_knows_it(language: str | None, written: str | None) -> None:
    root = parse(structs.replace(record(stem="x"), language=language))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == written

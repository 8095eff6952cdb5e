"""What is printed with --json: every field is described, every document has its page and its schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.documents import check

from cgq.documents import Document, encode
from cgq.documents.error import Error
from cgq.documents.schema import every_document, field_meanings, meaning, schema, structures_in
from cgq.errors import Missing

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENTS = every_document()
STRUCTURES = {name: found for document in DOCUMENTS.values() for name, found in structures_in(document).items()}


def test_the_type_comes_first_and_the_text_is_utf_8_on_one_line() -> None:
    printed = encode(Error.of(Missing("없다\n\u2028", hint="See them: `cgq jobs`")))
    assert printed.decode() == (
        '{"type":"error","code":"not_found","message":"없다\\n\u2028","hint":"See them: cgq jobs",'
        '"commands":["cgq jobs"],"exit_code":4}'
    )


def test_a_half_surrogate_is_written_out() -> None:
    printed = json.loads(encode(Error.of(Missing("no file a\udcff.pdf"), trace="")))
    assert printed["message"] == "no file a\\udcff.pdf"
    check(printed)


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_structure_and_every_field_is_described(name: str) -> None:
    structure = STRUCTURES[name]
    fields = {field for owner in structure.__mro__ for field in vars(owner).get("__annotations__", ())}
    meanings = field_meanings(structure)
    assert meaning(structure)
    assert {field for field in fields if not field.startswith("_") and not meanings.get(field)} == set()


def test_no_two_structures_share_a_name() -> None:
    found = [one for document in DOCUMENTS.values() for one in structures_in(document).values()]
    assert len({one.__name__ for one in found}) == len(set(found))


@pytest.mark.parametrize("tag", DOCUMENTS)
def test_every_document_names_its_command_and_has_its_page(tag: str) -> None:
    assert "`cgq " in meaning(DOCUMENTS[tag])
    assert f"\n## {tag}\n" in (DOCS / "json.md").read_text("utf-8")
    assert json.loads((DOCS / "schema" / f"{tag}.json").read_text("utf-8")) == schema(DOCUMENTS[tag])


def test_an_undocumented_field_is_a_fault() -> None:
    printed = json.loads(encode(Error.of(Missing("gone"))))
    check(printed)
    with pytest.raises(AssertionError, match="Additional properties"):
        check({**printed, "colour": "red"})


def test_every_document_is_a_subclass_with_a_tag_of_its_own() -> None:
    assert len(DOCUMENTS) == len(Document.__subclasses__())

"""What XML cannot hold is the same in every format that is XML."""

from __future__ import annotations

import pytest

from cgq.exchange.formats.xlsx import held
from cgq.exchange.qti.markup import shown
from cgq.exchange.text.xml_text import writable


@pytest.mark.parametrize(
    ("sign", "is_kept"),
    [
        ("\x01", False),
        ("\x1f", False),
        ("\uffff", False),
        ("\x7f", True),
        ("\x80", True),
        ("\x9f", True),
        ("\ufdd0", True),
    ],
)
def test_every_format_of_xml_holds_the_same_signs(sign: str, *, is_kept: bool) -> None:
    text = f"a{sign}b"
    for found in (writable(text), shown(text), held(text)[0]):
        assert found == (text if is_kept else "a\ufffdb")

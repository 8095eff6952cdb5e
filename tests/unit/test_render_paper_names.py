"""What a line calls a paper."""

import pytest

from cgq_cli.render.names import paper_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/in/civil-a.pdf", "civil-a.pdf"),
        ("civil-a.pdf", "civil-a.pdf"),
        ("/in/2023.zip/1교시.hwp", "2023.zip/1교시.hwp"),
        ("/in/all.ZIP/2023.zip/오전/1교시.hwp", "all.ZIP/2023.zip/오전/1교시.hwp"),
        ("/in/a.zip/p1.jpg … p3.jpg", "a.zip/p1.jpg … p3.jpg"),
        ("/in/a.zip", "a.zip"),
        ("/in/a\n.pdf", "a .pdf"),
    ],
)
def test_a_paper_is_called_by_its_file_and_by_the_zip_that_it_lies_in(path: str, name: str) -> None:
    assert paper_name(path) == name


def test_a_paper_that_lies_nowhere_is_called_by_its_title() -> None:
    assert paper_name(None, "2023/1회") == "2023/1회"

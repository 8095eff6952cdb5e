"""What is said of files that are no papers."""

from cgq_cli.render.intake import others_lines


def test_each_way_to_make_papers_of_other_files_is_one_line() -> None:
    counts = {".rar": 1, ".alz": 2, ".hml": 1, ".docx": 3, ".bmp": 1, ".exe": 1, "": 1}
    assert list(others_lines(counts, [".csv"])) == [
        "Not taken: 3 .docx, 2 .alz, 1 .bmp, 1 .exe, 1 .hml, 1 .rar, 1 without an ending.",
        "Unpack them first: .alz, .rar.",
        "Save them as PDF or HWPX: .docx, .hml.",
        "Save them as PNG or JPEG: .bmp.",
    ]


def test_where_there_is_no_way_nothing_is_added() -> None:
    assert list(others_lines({".exe": 1}, [".csv"])) == ["Not taken: 1 .exe."]
    assert list(others_lines({}, [".csv"])) == []

"""`[collect]` and `[catalogues.NAME]`: what may stand in them, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cgq.config import CatalogueSettings, FindingSettings, load
from cgq.errors import Refused
from cgq.stages.registry import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.config import Settings

SEARCH = 'search = "https://exams.example/find?q={query}&p={page}"'


class Nowhere:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def config(self) -> Path:
        return self._folder / "config"

    def data(self) -> Path:
        return self._folder / "data"


def settings(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "cgq.toml").write_text(text)
    return load(environ=environ, cwd=folder, places=Nowhere(folder)).settings


def test_a_catalogue_is_a_table_of_its_own_and_has_defaults_for_all_but_its_address(tmp_path: Path) -> None:
    found = settings(tmp_path, f'[catalogues.board]\n{SEARCH}\nlinks = "td a.paper"\npages = 3')
    assert found.catalogues == {
        "board": CatalogueSettings(
            search="https://exams.example/find?q={query}&p={page}", links="td a.paper", pages=3, first=1, next=None
        )
    }


def test_hosts_are_named_in_a_file_or_in_a_variable(tmp_path: Path) -> None:
    assert settings(tmp_path, '[collect]\nallowed_hosts = ["Files.example", "[::1]:8080"]').collect.allowed_hosts == (
        "files.example",
        "[::1]:8080",
    )
    assert settings(tmp_path, "", CGQ_COLLECT_ALLOWED_HOSTS="localhost:80, 10.0.0.7").collect.allowed_hosts == (
        "localhost:80",
        "10.0.0.7",
    )


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[catalogues.board]\npages = 3", "bad_setting", "no search address"),
        ('[catalogues.board]\nsearch = "https://exams.example/all"', "bad_setting", "{query}"),
        ('[catalogues.board]\nsearch = "ftp://exams.example/{query}"', "bad_setting", "http"),
        (f'[catalogues.board]\n{SEARCH}\nnext = "a.next"', "bad_setting", "Keep one"),
        (f'[catalogues.board]\n{SEARCH}\nlnks = "a"', "unknown_setting", "links"),
        (f"[catalogues.board]\n{SEARCH}\npages = 0", "bad_setting", "at least 1"),
        (f'[catalogues."a b"]\n{SEARCH}', "bad_setting", "cannot be called"),
        (
            '[catalogues.board]\nsearch = "https://exams.example/?q={query}&token=Zx81kLmq7"',
            "secret_in_file",
            "does not belong",
        ),
        ('[catalogues.board]\nsearch = "https://me:secret@exams.example/?q={query}"', "secret_in_file", "address"),
        ('[collect]\nallowed_hosts = ["http://exams.example/"]', "bad_setting", "list of hosts"),
        ('[collect]\nallowed_hosts = "exams.example"', "bad_setting", "list of hosts"),
        ('[collect]\nallowed_hosts = ["127.1"]', "bad_setting", "usual spelling"),
        ('[collect]\nallowed_hosts = ["exams.example:99999"]', "bad_setting", "list of hosts"),
        ('[collect]\nallowed_hosts = ["exams.example", "a_b c"]', "bad_setting", "list of hosts"),
        ('[collect]\nallowed_hosts = ["exams.example:"]', "bad_setting", "list of hosts"),
        ('[collect]\ncontact = "two\\nlines"', "bad_setting", "contact"),
        ("[collect]\ndelay = -1", "bad_setting", "seconds"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, text: str, code: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        settings(tmp_path, text)
    said = f"{refused.value.message} {refused.value.hint}"
    assert refused.value.code == code
    assert words in said
    assert "Zx81kLmq7" not in said
    assert "me:secret" not in said


def test_the_kind_that_finds_papers_is_given_both_sections(tmp_path: Path) -> None:
    found = settings(tmp_path, f'[collect]\ndelay = "3s"\n[catalogues.board]\n{SEARCH}')
    given = settings_for("find_papers", found)
    assert isinstance(given, FindingSettings)
    assert (given.collect.delay, list(given.catalogues)) == (3.0, ["board"])

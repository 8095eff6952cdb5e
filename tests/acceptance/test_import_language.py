"""Each question of an imported file keeps its own language, also through an export and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path

WORK = "work --queue default --until-empty"
TABLE = """stem,option1,option2,answer,language
운영체제가 같은 자원을 기다리는 작업을 풀어 주는 방법은?,선점,대기,1,
Which of these structures hands out last what came first?,stack,queue,1,
Lequel de ces nombres est le plus petit des nombres premiers?,deux,trois,1,FR
다음 중에서 가장 작은 소수를 고르시오. 모두 자연수입니다.,둘,셋,1,Korean
"""
LANGUAGES = {"운영": "ko", "Wh": "en", "Le": "fr", "다음": "ko"}
"""By the beginning of a stem."""


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", empty=empty_database)


def languages(home: Home) -> dict[str, str]:
    return dict(home.rows("SELECT substr(stem, 1, 2), language FROM question"))


@pytest.mark.parametrize("name", ["csv", "xlsx", "jsonl"])
def test_the_language_of_each_question_comes_in_and_back(tmp_path: Path, home: Home, name: str) -> None:
    home.file("rows.csv", TABLE.encode())
    _, worked, exported = home.each("import rows.csv", WORK, f"export --format {name} --output out.{name}")
    assert (worked.returncode, exported.returncode) == (0, 0), exported.stderr
    assert languages(home) == LANGUAGES
    other = Home(tmp_path / "other")
    other.file(f"back.{name}", (home.folder / f"out.{name}").read_bytes())
    other.each(f"import back.{name}", WORK)
    assert languages(other) == LANGUAGES


def test_a_corrected_language_is_a_change(home: Home) -> None:
    home.file("rows.csv", TABLE.encode())
    home.file("corrected.csv", TABLE.replace("FR", "it").encode())
    home.each("import rows.csv", WORK)
    home.each("import corrected.csv --replace 1", WORK)
    assert languages(home) == {**LANGUAGES, "Le": "it"}

"""What a collected file is called, which line of a list is which address, and why an address gave nothing."""

from __future__ import annotations

import ast
import errno
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from cgq import web
from cgq.bank import files as bank_files
from cgq.bank import same_name
from cgq.errors import StageFailed
from cgq.exam.findings import EMPTY_FILE, NOT_A_PDF, TOO_LARGE
from cgq.stages import collecting, intake
from cgq.stages.collecting.codes import CODES, FAULTS_OF_ADDRESSES
from cgq.stages.collecting.fetching import NOT_A_PAPER
from cgq.stages.collecting.file_names import LONGEST, file_name, title_from
from cgq.stages.collecting.hosts import SideBySide
from cgq.stages.collecting.lines import read_lines
from cgq.stages.collecting.parcel import key_of
from cgq.web.failure import Code
from cgq.workers.wire import MAX_ITEM_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EUC_KR = "2031년 1회.pdf".encode("cp949").decode("latin-1")
"""A header's bytes as HTTP libraries give them: one a sign."""


@pytest.mark.parametrize(
    ("address", "disposition", "name"),
    [
        ("https://papers.kr/2031/exam%201.pdf?x=1", None, "exam 1.pdf"),
        ("https://papers.kr/%EC%8B%9C%ED%97%98.pdf", None, "시험.pdf"),
        ("https://papers.kr/%BD%C3%C7%E8.pdf", None, "시험.pdf"),
        ("https://papers.kr/down.do?file=2031_1.pdf&no=4", None, "2031_1.pdf"),
        ("https://papers.kr/down.do?no=4", None, "down.do"),
        ("https://papers.kr/", None, "papers.kr"),
        ("https://papers.kr/a%2F..%2F..%2Fetc%2Fpasswd", None, "passwd"),
        ("https://papers.kr/x", 'attachment; filename="2031 (1).pdf"', "2031 (1).pdf"),
        ("https://papers.kr/x", "attachment; filename=exam.pdf; size=9", "exam.pdf"),
        ("https://papers.kr/x", "attachment; filename*=UTF-8''%EC%8B%9C%ED%97%98.pdf", "시험.pdf"),
        ("https://papers.kr/x", "attachment; filename=a.pdf; filename*=EUC-KR''%BD%C3%C7%E8.pdf", "시험.pdf"),
        ("https://papers.kr/x", f'attachment; filename="{EUC_KR}"', "2031년 1회.pdf"),
        ("https://papers.kr/x", 'attachment; filename="%EC%8B%9C%ED%97%98.pdf"', "시험.pdf"),
        ("https://papers.kr/x", 'attachment; filename="=?UTF-8?B?7Iuc7ZeYLnBkZg==?="', "시험.pdf"),
        ("https://papers.kr/x", r'attachment; filename="C:\secret\exam.pdf"', "exam.pdf"),
        ("https://papers.kr/x", 'attachment; filename="../../.bashrc"', "bashrc"),
        ("https://papers.kr/x.pdf", 'attachment; filename=""', "x.pdf"),
        ("https://papers.kr/x.pdf", "attachment; filename*=NO-SUCH''%FF%FE%00", "��"),
        ("https://papers.kr/x", 'attachment; filename="a\u202efdp.exe\x1b[2J"', "a fdp.exe [2J"),
    ],
)
def test_a_file_is_called_as_its_site_calls_it_and_never_a_path(
    address: str, disposition: str | None, name: str
) -> None:
    assert file_name(address, disposition) == name


def test_a_long_name_keeps_its_end_and_a_title_loses_it() -> None:
    name = file_name(f"https://papers.kr/{'x' * 900}.pdf")
    assert (len(name), name[-5:]) == (LONGEST, "….pdf")
    assert title_from("2031.1회.pdf") == "2031.1회"
    assert title_from(".pdf") == ".pdf"


def test_a_line_is_an_address_or_a_path_and_counted_once(tmp_path: Path) -> None:
    for name in ("b.pdf", "c.pdf"):
        (tmp_path / name).write_bytes(b"")
    other = f"{tmp_path}/x/../c.pdf"
    lines = ["http://PAPERS.kr:80/a.pdf", " http://papers.kr/a.pdf#p ", "# no", "", "b.pdf", other, "./b.pdf"]
    found = read_lines(lines, str(tmp_path), ())
    assert found.addresses == ["http://papers.kr/a.pdf", str(tmp_path / "b.pdf"), str(tmp_path / "c.pdf")]
    assert (found.repeated, found.refused) == (2, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("file:///etc/passwd", "bad_address"),
        ("javascript:alert(1)", "bad_address"),
        ("http://me@papers.kr/", "bad_address"),
        ("http://[::1]/a.pdf", "blocked_address"),
        ("http://localhost/a.pdf", "blocked_address"),
        ("https://papers.kr/" + "x" * 900, "bad_address"),
        ("https://papers.kr/?access_token=Zx81kLmq7opq", "secret_in_address"),
        ("a\0b.pdf", "bad_address"),
    ],
)
def test_a_line_that_cannot_be_collected_is_refused_with_its_number(line: str, code: str) -> None:
    (refused,) = read_lines(["", line], "/papers", ()).refused
    assert (refused.number, refused.error.code) == (2, code)
    assert "Zx81kLmq7opq" not in refused.text


def test_each_item_has_a_key_that_the_ledger_keeps_as_it_is() -> None:
    from cgq.secrets.masking import mask

    addresses = ["https://papers.kr/a", "https://papers.kr/a?key=1", "https://papers.kr/a?key=2"]
    keys = [key_of(address) for address in addresses]
    assert len(set(keys)) == 3
    assert keys[0] == addresses[0]
    assert [mask(key) for key in keys] == keys


@pytest.mark.parametrize("masked", ["key=1&", "a=secret:'x&", "Authorization:abcd/", "token=ab&x=password: y&"])
@pytest.mark.parametrize("length", range(850, 900, 7))
def test_the_key_of_the_longest_address_fits_the_ledger_wherever_a_mask_is_cut(masked: str, length: int) -> None:
    from cgq.secrets.masking import mask

    address = ("https://papers.kr/?" + masked * 200)[:length]
    key, other = key_of(address), key_of(address + "z")
    assert mask(key) == key
    assert len(key) <= MAX_ITEM_TEXT
    assert key != other


def test_one_lane_is_done_in_its_order_and_what_one_raises_is_raised() -> None:
    done = SideBySide([("a", 1), ("b", 1), ("a", 2), ("b", 2)], lambda thing: thing[0], lambda thing: thing[1])
    found = [thing for thing, _ in done.results()]
    assert [thing for thing in found if thing[0] == "a"] == [("a", 1), ("a", 2)]
    assert len(found) == 4
    with pytest.raises(ZeroDivisionError):
        list(SideBySide([0], str, lambda thing: 1 // thing).results())


def _slow(done: list[int]) -> Callable[[int], int]:
    """Does a thing in a millisecond, but 0, at which the disk is full."""

    def work(thing: int) -> int:
        if thing == 0:
            raise OSError(errno.ENOSPC, "full")
        time.sleep(0.001)
        done.append(thing)
        return thing

    return work


def test_nothing_is_begun_any_more_when_whoever_takes_the_results_ends() -> None:
    done: list[int] = []
    before = threading.active_count()
    with closing(SideBySide(range(1, 40_000), lambda thing: str(thing % 4), _slow(done)).results()) as results:
        next(results)
    assert threading.active_count() == before, "a lane still runs"
    assert len(done) < 10_000


def test_what_one_lane_raises_ends_the_others_behind_what_they_do() -> None:
    done: list[int] = []
    before = threading.active_count()
    with pytest.raises(OSError, match="full"):
        list(SideBySide(range(40_000), lambda thing: str(thing % 4), _slow(done)).results())
    assert threading.active_count() == before
    assert len(done) < 10_000


ROOMS = (
    *sorted(Path(web.__file__).parent.glob("*.py")),
    *sorted(Path(collecting.__file__).parent.glob("*.py")),
    *(Path(module.__file__ or "") for module in (intake, same_name, bank_files)),
)
"""Where the errors are raised that an item can have."""

NOT_OF_AN_ITEM = {"input_changed"}
"""A paper that was taken in and holds something else by now: nothing that is collected is opened again."""


def _codes_raised(room: Path) -> Iterator[str]:
    """The codes of the errors, and failures, that a module makes; those that are a job's aside."""
    names = {"EMPTY_FILE": EMPTY_FILE, "NOT_A_PDF": NOT_A_PDF, "TOO_LARGE": TOO_LARGE, "NOT_A_PAPER": NOT_A_PAPER}
    for call in ast.walk(ast.parse(room.read_text("utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {*ITEM_ERRORS, "Failure"}:
            for given in (word.value for word in call.keywords if word.arg == "code"):
                if isinstance(given, ast.Constant):
                    yield str(given.value)
                elif isinstance(given, ast.Name):
                    yield names[given.id]


ITEM_ERRORS = {kind.__name__ for kind in FAULTS_OF_ADDRESSES}


def test_every_code_that_an_item_can_have_is_explained_and_no_other() -> None:
    raised = {code for room in ROOMS for code in _codes_raised(room)}
    assert {*raised, *get_args(Code), StageFailed.code} - NOT_OF_AN_ITEM == set(CODES)

"""What the contract promises to report is reported: each such sentence has a test that reads the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CONTRACT = TESTS.parent / "docs" / "semantics.md"

PROMISE = re.compile(
    r"[^.;]*\b(?:logged|is reported|says? so|told once|with a warning|is named with|say that it has not moved)\b[^.;]*"
)
"""A sentence, or a part of one between semicolons, that promises a line to whoever reads along."""

HELD = {
    "shows try n/m and why": "test_T2_each_try_that_follows_is_logged_with_its_number",
    "the run in which it ends": "test_B1_the_run_in_which_rows_fail_ends_with_3_and_one_line",
    "a move that matches no row": "test_R3_a_late_result_is_logged_with_its_lease",
    "gives the same job": "test_S2_the_same_work_is_the_same_job",
    "A file of a folder that gives no paper": "test_a_quiet_run_tells_new_failures_alone",
    "failed otherwise or was cancelled": "test_S2_what_failed_otherwise_is_named_and_not_revived",
    "before it is cut, stored, logged": "test_S4_a_secret_in_an_error_is_masked",
    "a record that was deleted meanwhile": "test_S4_a_record_that_is_gone_is_logged",
    "say that it has not moved": "test_status_tells_who_works_who_is_gone_and_who_does_not_move",
    "prunes meanwhile is reported": "test_T5_a_job_that_was_pruned_since_it_was_listed_is_gone",
    "A late result is dropped": "test_R3_a_late_result_is_logged_with_its_lease",
    "stop claiming, finish within": "test_ctrl_c",
    "does not wait for paused queues": "test_T4_a_paused_queue_is_not_waited_for_and_gives_6",
    "Missed slots come as one job": "test_B4_missed_slots_come_as_one",
    "an entry that cannot be enqueued": "test_B4_an_entry_that_cannot_be_enqueued_any_more_holds_up_no_other",
    "that is told once": "test_B3_the_end_of_a_chain_is_told_once",
    "whose package cannot be loaded": "test_an_import_that_prints_or_raises_anything_and_damaged",
    "ends with exit code 6": "test_M3_a_run_without_money_ends_with_6_and_says_what_is_left",
    "`cgq run` ends and says so": "test_M4_texts_go_out_together_and_run_ends_until_their_batch_is_over",
    "A key that answers no paper": "test_a_key_of_nothing_here_says_so_until_its_paper_comes",
}
"""A part of each of these sentences, and the test, or the beginning of its name, that holds it."""


def promises() -> list[str]:
    return [match[0].strip() for match in PROMISE.finditer(CONTRACT.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("promise", promises())
def test_each_line_that_the_contract_promises_is_held_by_a_test(promise: str) -> None:
    tests = [test for part, test in HELD.items() if part in promise]
    assert tests, f"no test is named for: {promise}"
    sources = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    assert all(f"def {test}" in sources for test in tests)


def test_no_test_is_named_for_what_is_promised_no_more() -> None:
    text = "\n".join(promises())
    assert [part for part in HELD if part not in text] == []

"""Keys whose tables are named only in a picture, over generated exams: refused rather than wrong."""

from __future__ import annotations

from tests.support.named_keys import counted, exam_of

from cgq.exam.key.among import with_key_given, with_keys_found

EXAMS = range(80)
OTHER_SESSIONS = range(7000, 7020)


def test_no_answer_is_wrong_whatever_the_key_is_like() -> None:
    right = 0
    for seed in EXAMS:
        exam = exam_of(seed)
        if not exam.leaves_trace:
            continue
        misprints = len(exam.papers) if exam.case.fault == "some cells" else 0
        for read in (with_key_given(exam.papers, exam.key), with_keys_found([*exam.papers, exam.key])[:-1]):
            count = counted(read, exam.truths)
            assert count.wrong <= misprints, (seed, exam.case)
            right += count.right
    assert right > 2500


def test_tables_of_another_session_are_never_taken() -> None:
    for seed in OTHER_SESSIONS:
        exam = exam_of(seed, fault="another session", names="unread", at_hand=("A", "B"), sessions=3)
        assert counted(with_key_given(exam.papers, exam.key), exam.truths).right == 0

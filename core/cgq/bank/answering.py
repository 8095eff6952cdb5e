"""Papers and the keys that answer them, found anew whenever either changes, in the caller's transaction.

The key that a person gave for a paper goes before any other; else exam/key decides among all keys of the
bank. What a key answers is a function of what is stored, whatever came first. Findings about it belong to
the paper; a key that fits no paper says so itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.bank import materials
from cgq.bank.columns import decode_question, decode_strings, to_json
from cgq.bank.keys import keys
from cgq.db.queries import load
from cgq.exam.findings import KEY_UNUSED
from cgq.exam.identity import question_hash
from cgq.exam.key.choose import Chosen, KeyFile, choose_key
from cgq.exam.key.match import match
from cgq.exam.key.pairing import mismatch, not_a_key, trust_in_given, with_match
from cgq.exam.key.proof import Refusal, same_exam
from cgq.exam.key.says import Says
from cgq.exam.key.whose import Sibling
from cgq.exam.model import Document, Finding, Question

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cgq.db.connection import Transaction

SQL = load("bank")


def give(tx: Transaction, material: int, key: int, now: int) -> None:
    """Remember the key that a person gave for a paper; `settle` attaches it."""
    tx.run(SQL["key_give"], (material, key, now))


def take_back(tx: Transaction, material: int) -> None:
    """Forget the key that a person gave for a paper where it was refused; `settle` looks for another one."""
    tx.run(SQL["key_take_back"], {"paper": material})


def may_answer(tx: Transaction, key: int, paper: int) -> bool:
    """Whether a key would be taken for a paper if a person named it now: nothing that is known speaks against it."""
    questions = [decode_question(row) for (row,) in tx.all(SQL["readings_bare"], (paper,))]
    others = _siblings(tx, other_forms(tx, paper))
    return isinstance(_given(tx, paper, questions, key, others), Chosen)


def settle(tx: Transaction, material: int) -> set[int]:
    """After a file was stored: find the key of each paper that it concerns; the papers whose answers changed."""
    near = papers_near(tx, material) | other_forms(tx, material)
    ours = _says(tx.all(SQL["says_of"], (material,)))[material]
    if keys(tx, material):
        near |= {paper for paper, says in _says(tx.all(SQL["paper_files"])).items() if _may_be(says, ours)}
    changed = settle_papers(tx, near | {material}, material)
    _say_whether_used(tx, {material})
    return changed


def papers_near(tx: Transaction, key: int) -> set[int]:
    """The papers that a file answers or was given for; when it is a key, also those that say why none answers them."""
    near = {paper for (paper,) in tx.all(SQL["papers_near_key"], {"key": key})}
    return near | {paper for (paper,) in tx.all(SQL["papers_refusing"])} if keys(tx, key) else near


def forget(tx: Transaction, material: int) -> set[int]:
    """Remove a file: whatever it answered, or was answered by, is settled anew; the papers whose answers changed."""
    near = papers_near(tx, material) | other_forms(tx, material)
    used = tx.value(SQL["key_used_by"], (material,))
    tx.run(SQL["material_remove"], (material,))
    _say_whether_used(tx, {used} - {None})
    return settle_papers(tx, near - {material})


def other_forms(tx: Transaction, paper: int) -> set[int]:
    """The papers that share questions with a paper as it is read now, or was before: forms of one paper prove together
    which table of a drawn key is whose. None while no key is drawn."""
    if not tx.value(SQL["has_drawn_keys"]):
        return set()
    hashes = [question_hash(decode_question(row)) for (row,) in tx.all(SQL["readings_bare"], (paper,))]
    now = {other for (other,) in tx.all(SQL["papers_sharing"], (to_json(hashes),))}
    return (now | {other for (other,) in tx.all(SQL["papers_beside"], {"paper": paper})}) - {paper}


def settle_papers(tx: Transaction, papers: Collection[int], stored: int | None = None) -> set[int]:
    """Find the key of each paper; those whose answers changed by it. `stored` is a file whose questions are not yet
    in the bank."""
    files = _says(tx.all(SQL["key_files"]))
    touched: set[int] = set()
    changed: set[int] = set()
    for paper in sorted(papers):
        before = tx.value(SQL["key_used_by"], (paper,))
        if _settle_one(tx, paper, files, {stored} - {None, paper}):
            changed.add(paper)
        touched |= {key for key in (before, tx.value(SQL["key_used_by"], (paper,))) if key is not None}
    _say_whether_used(tx, touched)
    return changed


def _settle_one(tx: Transaction, paper: int, files: dict[int, Says], new: Collection[int | None]) -> bool:
    """Answer one paper by its key; whether that changes any answer. `new` papers may be other forms of it, too."""
    for name in ("key_unuse", "findings_of_key_clear", "tallies_unkeyed"):
        tx.run(SQL[name], (paper,))
    before = tx.all(SQL["readings"], (paper,))
    tx.run(SQL["readings_unanswered"], (paper,))
    questions = [decode_question(row) for (row,) in tx.all(SQL["readings_bare"], (paper,))]
    if questions:
        given = tx.value(SQL["key_given_for"], (paper,))
        others = _siblings(tx, other_forms(tx, paper).union(n for n in new if n is not None))
        if given is None:
            found = _found(tx, paper, questions, files, others)
        else:
            found = _given(tx, paper, questions, given, others)
        if isinstance(found, Chosen):
            _answer(tx, paper, questions, found, given=given is not None)
        elif found is not None:
            materials.add_findings(tx, paper, [mismatch(found.reason)], "key")
    return before != tx.all(SQL["readings"], (paper,))


def _siblings(tx: Transaction, papers: Collection[int]) -> list[Sibling]:
    """Papers as they are read, before any key."""
    found: list[Sibling] = []
    for paper in sorted(papers):
        questions = tuple(decode_question(row) for (row,) in tx.all(SQL["readings_bare"], (paper,)))
        if questions:
            found.append(Sibling(_paper_says(tx, paper, questions), questions))
    return found


def _found(
    tx: Transaction,
    paper: int,
    questions: Sequence[Question],
    files: dict[int, Says],
    others: Sequence[Sibling],
) -> Chosen | Refusal | None:
    says = _paper_says(tx, paper, questions)
    near = {key: theirs for key, theirs in files.items() if _may_be(says, theirs)}
    known = [KeyFile(key, theirs, tuple(keys(tx, key))) for key, theirs in near.items()]
    return choose_key(says, questions, known, others)


def _given(
    tx: Transaction, paper: int, questions: Sequence[Question], key: int, others: Sequence[Sibling]
) -> Chosen | Refusal | None:
    """The key that a person gave; None as long as it was not read."""
    status, error, refused = tx.one(SQL["key_state"], (key,)) or ("pending", None, None)
    if status == "failed":
        return Refusal(f"the key that was given could not be read: {error}")
    if status != "completed":
        return None
    file = KeyFile(key, _says(tx.all(SQL["says_of"], (key,)))[key], tuple(keys(tx, key)))
    has_questions = bool(tx.all(SQL["readings_bare"], (key,)))
    if not file.tables and has_questions:
        return Refusal(not_a_key(file.says))
    if not file.tables:
        return Refusal(f"the key that was given holds no table of answers that can be read: {refused or 'is it one?'}")
    trust = trust_in_given(has_questions=has_questions)
    found = match(_paper_says(tx, paper, questions), questions, file.says, file.tables, trust, others)
    if isinstance(found, Refusal):
        return Refusal(not_a_key(file.says)) if has_questions else found
    return Chosen(file, found)


def _answer(tx: Transaction, paper: int, questions: Sequence[Question], chosen: Chosen, *, given: bool) -> None:
    """Keep the questions with their answers, and what the key says of the paper that the reading did not."""
    form = _says(tx.all(SQL["says_of"], (paper,)))[paper].form
    known = tuple(materials.findings(tx, paper))
    bare = Document(sha256="", pages=0, form=form, questions=tuple(questions), findings=known)
    answered = with_match(bare, chosen.match)
    told = ((to_json(question), paper, seq) for seq, question in enumerate(answered.questions))
    tx.many(SQL["reading_answered"], told)
    tx.run(SQL["key_use"], (paper, chosen.key.id, given, to_json(chosen.match.reasons)))
    tx.run(SQL["tallies_keyed"], (to_json(answered.tallies), paper))
    materials.add_findings(tx, paper, answered.findings[len(known) :], "key")


def _may_be(paper: Says, key: Says) -> bool:
    """Whether both may be of one exam, so that a closer look is worth it."""
    found = same_exam(paper, key, "found")
    return not isinstance(found, Refusal) or found.related


def _say_whether_used(tx: Transaction, files: Collection[int]) -> None:
    """A key that answers no paper says so; one that does, no longer."""
    for key in sorted(files):
        if tx.one(SQL["says_of"], (key,)) is None or tx.all(SQL["readings_bare"], (key,)) or not keys(tx, key):
            continue
        tx.run(SQL["findings_of_key_clear"], (key,))
        if not tx.all(SQL["key_answers"], (key,)):
            message = "no paper here is of its exam, form and subject: add it, or name both"
            materials.add_findings(tx, key, [Finding(code=KEY_UNUSED, message=message)], "key")


def _paper_says(tx: Transaction, paper: int, questions: Sequence[Question]) -> Says:
    """What a paper says of itself; its sections are those of its readings."""
    said = _says(tx.all(SQL["says_of"], (paper,)))[paper]
    sections = dict.fromkeys(question.section for question in questions if question.section)
    return Says(title=said.title, form=said.form, heads=said.heads, files=said.files, names=tuple(sections))


def _says(rows: Sequence[tuple[Any, ...]]) -> dict[int, Says]:
    return {
        number: Says(
            title=title,
            form=form,
            heads=decode_strings(heads),
            files=decode_strings(files),
            names=decode_strings(names),
        )
        for number, title, form, heads, files, names in rows
    }

"""Papers as words of a command: files that are there, never what a line calls them."""

import pytest

from cgq.queue.stats import BankStatus, StoredFile
from cgq_cli.render.intake import refused_key
from cgq_cli.render.loose_keys import loose_key_lines
from cgq_cli.render.named_papers import MOST_PICTURES, words_for

PDF = StoredFile(1, "in/civil a.pdf")
PICTURES = StoredFile(2, "mix/p1.jpg … p3.jpg", parts=("mix/p1.jpg", "mix/p 2.jpg", "mix/p3.jpg"))
MANY = StoredFile(3, "mix/p1.jpg … p9.jpg", parts=tuple(f"mix/p{n}.jpg" for n in range(1, MOST_PICTURES + 2)))
ZIPPED = StoredFile(4, "in/a.zip/1.pdf", parts=("in/a.zip/1.pdf",))


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (PDF, "'in/civil a.pdf'"),
        (PICTURES, "--one-paper mix/p1.jpg 'mix/p 2.jpg' mix/p3.jpg"),
        (MANY, "--one-paper FOLDER"),
        (ZIPPED, "PAPER"),
    ],
)
def test_a_paper_is_named_by_its_files(paper: StoredFile, words: str) -> None:
    assert words_for(paper) == words
    hint = refused_key(paper).hint
    assert f"`cgq run --key FILE {words}`" in hint
    assert f"`cgq run --again {'in/a.zip' if paper is ZIPPED else words}`" in hint


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (StoredFile(9, "in/key.pdf"), "Name its paper: `cgq run --key in/key.pdf --one-paper mix/p1.jpg"),
        (ZIPPED, "Unpack it, then name its paper: `cgq run --key FILE --one-paper mix/p1.jpg"),
        (MANY, "Save it as one PDF, then name its paper: `cgq run --key FILE --one-paper mix/p1.jpg"),
    ],
)
def test_a_key_is_named_where_it_is_one_file(key: StoredFile, told: str) -> None:
    bank = BankStatus(materials={}, questions=0, vectors=0, concepts=0, unused_keys=(key,), unanswered=(PICTURES,))
    assert told in "\n".join(loose_key_lines(bank))

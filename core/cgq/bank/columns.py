"""What the bank keeps as JSON in a column, or gives a statement as a JSON array: encoded and decoded here alone."""

from __future__ import annotations

from msgspec.json import Decoder, Encoder

from cgq.exam.model import Answer, BBox, Hint, KeyAnswer, Option, Place, Question, Tally

_encoder = Encoder()


def to_json(value: object) -> str:
    """A value of the types below, or a list of ids or hashes, as a statement takes it."""
    return _encoder.encode(value).decode()


decode_strings = Decoder(tuple[str, ...]).decode
"""`boxes`, `flags`, `heads`, `reasons`, and what a statement gathers into an array of texts."""

decode_numbers = Decoder(tuple[int, ...]).decode
"""`option_order`: for each printed option, its number in the question's own row."""

decode_bbox = Decoder(BBox).decode
decode_places = Decoder(tuple[Place, ...]).decode
decode_options = Decoder(tuple[Option, ...]).decode
decode_answer = Decoder(Answer).decode
decode_question = Decoder(Question).decode
"""`reading.question`, `reading.answered` and `edit.before`."""

decode_key_answers = Decoder(tuple[KeyAnswer, ...]).decode
decode_tallies = Decoder(tuple[Tally, ...]).decode
decode_hints = Decoder(tuple[Hint, ...]).decode

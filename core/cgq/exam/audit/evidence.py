"""What the audit looks at: the questions that were read, and the page that they were read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cgq.exam.page.labels import was_parted
from cgq.exam.question.labelled import labels_among
from cgq.exam.signs.alphabets import marker_value
from cgq.exam.signs.answers import tells
from cgq.exam.signs.passages import passage_heads
from cgq.exam.signs.sections import is_section_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Frame, Line, Sheet
    from cgq.exam.question.regions import Region

Role = Literal["number", "stem", "option", "more", "told", "between"]
"""What a line is to its question: it holds its number, goes on before the options, starts with an option's
marker, goes on behind one, tells the answer; or it stands between questions."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`lines` are all of the paper in reading order, `taken` those of its answer tables, `heads` its heads and
    feet; `style` is how it marks its options."""

    sheets: Sequence[Sheet]
    lines: Sequence[Line]
    regions: Sequence[Region]
    frames: dict[int, tuple[Frame, ...]]
    taken: frozenset[int]
    heads: Sequence[Line]
    style: str = ""
    roles: dict[int, Role] = field(init=False)
    owners: dict[int, int] = field(init=False)
    sides: dict[int, dict[int, tuple[float, float]]] = field(init=False)
    announced: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Give each line its role and the number of its question, and find the heads of passages."""
        placed = [(i, role, region.marker.number) for region in self.regions for i, role in _roles(region, self.lines)]
        object.__setattr__(self, "roles", {i: role for i, role, _ in placed})
        object.__setattr__(self, "owners", {i: number for i, _, number in placed})
        sides: dict[int, dict[int, tuple[float, float]]] = {}
        announced = frozenset(i for head in passage_heads(self.lines) for i in range(head.line, head.stop))
        object.__setattr__(self, "announced", announced)
        for line in self.lines[self.start :]:
            columns = sides.setdefault(line.page, {})
            x0, x1 = columns.get(line.column, (line.left, 0.0))
            columns[line.column] = (min(x0, line.left), max(x1, line.box[2]))
        object.__setattr__(self, "sides", sides)

    @property
    def start(self) -> int:
        """The first line of the first question, or of the passage that is announced before it."""
        asked = self.regions[0].lines[0] if self.regions else 0
        return max((i for i in self.announced if i < asked), default=asked)

    def role(self, index: int) -> Role:
        """What a line is to its question."""
        return self.roles.get(index, "between")

    def is_head(self, index: int) -> bool:
        """Whether a line announces a section or a passage: such lines keep a distance of their own."""
        return is_section_head(self.lines[index]) or index in self.announced

    def right(self, line: Line) -> float:
        """Where the text of a line's column ends on its page; titles above the first question do not count."""
        return self.sides[line.page][line.column][1]

    def room(self, line: Line) -> tuple[float, float]:
        """What is beside a line and in no other column: from its own column's left edge, or that of the page, to
        the next column's left edge, or the page's right one."""
        left, right = self.sides[line.page][line.column]
        others = [sides for column, sides in self.sides[line.page].items() if column != line.column]
        return (
            left if any(x1 <= left for _, x1 in others) else 0.0,
            min((x0 for x0, _ in others if x0 >= right), default=self.sheets[line.page - 1].width),
        )

    def number_at(self, index: int) -> int | None:
        """The question that a line belongs to, or the next one."""
        later = (self.owners[i] for i in range(index, len(self.lines)) if i in self.owners)
        return next(later, None)


def _roles(region: Region, lines: Sequence[Line]) -> Iterator[tuple[int, Role]]:
    role: Role = "stem"
    first = next((i for i in region.lines[1:] if marker_value(lines[i].text)), -1)
    within = [i for i in labels_among(region.lines[1:], lines) if i < first or was_parted(lines, i)]
    for index in region.lines:
        text = lines[index].text
        if index == region.marker.line:
            yield index, "number"
        elif index in within:
            yield index, "told"
        elif role == "told" or tells(text):
            role = "told"
            yield index, role
        elif marker_value(text):
            role = "more"
            yield index, "option"
        else:
            yield index, role

"""Sections as XML parts of a HWPX file (OWPML, KS X 6101)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.support.hangul.header import NAMESPACES
from tests.support.hangul.looks import GAP, MARGIN, NARROW, PAPER, PARAGRAPHS, WIDE, border, character, paragraph
from tests.support.hangul.parts import Columns, Endnote, Equation, PageNumber, Picture, Table, TextBox, Words
from tests.support.hangul.setting import (
    BELOW_OVER,
    COLUMN,
    EDGE,
    INSIDE,
    Flow,
    line_heights,
    lines_of,
    row_heights,
    spacing,
    tab_widths,
    table_height,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.hangul.parts import Cell, Paragraph, Part, Place, Section
    from tests.support.hangul.setting import Line

BOX = 283
"""Margins inside a text box."""


class Writer:
    """Writes sections and counts what the format numbers: objects, notes; `pictures` and `masters` in their order."""

    def __init__(self) -> None:
        self.pictures: list[bytes] = []
        self.masters: list[str] = []
        self._objects = count(1001)
        self._notes = count(1)
        self._width = WIDE

    def section(self, section: Section) -> str:
        """A whole section part; what belongs to all its pages stands ahead of its first paragraph."""
        numbers = '<hp:ctrl><hp:pageNum pos="BOTTOM_CENTER" formatType="DIGIT" sideChar="-"/></hp:ctrl>'
        controls = (
            _properties(section.first_page, self._master(section.master)),
            _columns(section.columns),
            self._running("header", section.head),
            self._running("footer", section.foot),
            numbers if section.numbered else "",
        )
        before = [control for control in controls if control]
        flow = Flow(COLUMN, section.columns.count)
        self._width = WIDE if flow.columns == 1 else NARROW
        first, *rest = section.paragraphs
        paragraphs = [self._flowing(first, flow, before), *(self._flowing(each, flow, ()) for each in rest)]
        return f"<hs:sec {NAMESPACES}>{''.join(paragraphs)}</hs:sec>"

    def _flowing(self, paragraph: Paragraph, flow: Flow, before: Sequence[str]) -> str:
        """A paragraph of the pages, which may bring a table over all columns or change their number."""
        for part in paragraph.parts:
            if isinstance(part, Columns):
                flow.part(part.count)
            elif isinstance(part, Table) and part.place == "over":
                flow.reserve(table_height(part) + BELOW_OVER)
            elif isinstance(part, Table) and part.place == "flowing":
                flow.skip(list(line_heights(part)))
        return self.paragraph(paragraph, WIDE if flow.columns == 1 else NARROW, flow, before)

    def paragraph(self, of: Paragraph, width: int, flow: Flow, before: Sequence[str] = ()) -> str:
        """A paragraph; `before` are controls that stand ahead of its parts."""
        head = f'<hp:run charPrIDRef="0">{"".join(before)}</hp:run>' if before else ""
        runs = "".join(self._run(part, of.look) for part in of.parts)
        lines = "".join(_line(line, top) for line, top in flow.place(of, lines_of(of, width, len(before))))
        return (
            f'<hp:p id="{next(self._objects)}" paraPrIDRef="{paragraph(of.look)}" styleIDRef="0" '
            f'pageBreak="{int(of.breaks == "page")}" columnBreak="{int(of.breaks == "column")}" merged="0">'
            f"{head}{runs}<hp:linesegarray>{lines}</hp:linesegarray></hp:p>"
        )

    def _run(self, part: Part, look: str) -> str:
        if isinstance(part, Words):
            return f'<hp:run charPrIDRef="{character(part.look)}"><hp:t>{_text(part, look)}</hp:t></hp:run>'
        return f'<hp:run charPrIDRef="0">{self._object(part)}</hp:run>'

    def _object(self, part: Part) -> str:
        match part:
            case Words():
                raise TypeError(part)
            case PageNumber():
                return _number(part.of, "")
            case Columns():
                return _columns(part)
            case Endnote():
                return self._endnote(part)
            case Equation():
                return self._equation(part)
            case Picture():
                return self._picture(part)
            case Table():
                return self._table(part)
            case TextBox():
                return self._text_box(part)

    def _story(self, paragraphs: Sequence[Paragraph], align: str, width: int, first: str = "") -> str:
        flow = Flow()
        inside = [
            self.paragraph(each, width, flow, [first] if first and not at else ()) for at, each in enumerate(paragraphs)
        ]
        return (
            f'<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="{align}" linkListIDRef="0" '
            f'linkListNextIDRef="0" textWidth="{width}" textHeight="0" hasTextRef="0" hasNumRef="0">{"".join(inside)}'
            "</hp:subList>"
        )

    def _master(self, paragraphs: tuple[Paragraph, ...]) -> str:
        """Keep what stands on each page as a part of its own; gives its name, or nothing where there is none."""
        if not paragraphs:
            return ""
        name = f"masterpage{len(self.masters)}"
        self.masters.append(
            f'<masterPage {NAMESPACES} id="{name}" type="BOTH" pageNumber="0" pageDuplicate="0" pageFront="0">'
            f"{self._story(paragraphs, 'TOP', WIDE)}</masterPage>"
        )
        return name

    def _running(self, name: str, paragraphs: tuple[Paragraph, ...]) -> str:
        if not paragraphs:
            return ""
        story = self._story(paragraphs, "TOP" if name == "header" else "BOTTOM", WIDE)
        return f'<hp:ctrl><hp:{name} id="{next(self._objects)}" applyPageType="BOTH">{story}</hp:{name}></hp:ctrl>'

    def _endnote(self, note: Endnote) -> str:
        number = next(self._notes)
        story = self._story(note.paragraphs, "TOP", self._width, _number("ENDNOTE", ")", number))
        return (
            f'<hp:ctrl><hp:endNote number="{number}" suffixChar="41" instId="{next(self._objects)}">{story}'
            "</hp:endNote></hp:ctrl>"
        )

    def _equation(self, formula: Equation) -> str:
        return (
            f'<hp:equation id="{next(self._objects)}" zOrder="0" numberingType="EQUATION" textWrap="TOP_AND_BOTTOM" '
            'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" version="Equation Version 60" baseLine="66" '
            'textColor="#000000" baseUnit="1000" lineMode="CHAR" font="HYhwpEQ">'
            f"{_box(formula.width, formula.height)}<hp:shapeComment>수식입니다.</hp:shapeComment>"
            f"<hp:script>{escape(formula.script)}</hp:script></hp:equation>"
        )

    def _picture(self, picture: Picture) -> str:
        self.pictures.append(picture.png)
        width, height, number = picture.width, picture.height, next(self._objects)
        return (
            f'<hp:pic id="{number}" zOrder="0" numberingType="PICTURE" textWrap="TOP_AND_BOTTOM" '
            f'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" href="" groupLevel="0" instid="{number}" reverse="0">'
            f"{_drawn(width, height)}<hp:imgRect>{_corners(width, height)}</hp:imgRect>"
            f'<hp:imgClip left="0" right="{width}" top="0" bottom="{height}"/>'
            '<hp:inMargin left="0" right="0" top="0" bottom="0"/>'
            f'<hp:imgDim dimwidth="{width}" dimheight="{height}"/>'
            f'<hc:img binaryItemIDRef="image{len(self.pictures)}" bright="0" contrast="0" effect="REAL_PIC" alpha="0"/>'
            f"{_box(width, height)}<hp:shapeComment/></hp:pic>"
        )

    def _text_box(self, box: TextBox) -> str:
        number = next(self._objects)
        story = self._story(box.paragraphs, "CENTER", box.width - 2 * BOX)
        return (
            f'<hp:rect id="{number}" zOrder="0" numberingType="NONE" textWrap="{_wrap(box.place)}" '
            f'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" href="" groupLevel="0" instid="{number}" ratio="0">'
            f"{_drawn(box.width, box.height)}"
            '<hp:lineShape color="#000000" width="33" style="SOLID" endCap="FLAT" headStyle="NORMAL" '
            'tailStyle="NORMAL" headfill="1" tailfill="1" headSz="SMALL_SMALL" tailSz="SMALL_SMALL" '
            'outlineStyle="NORMAL" alpha="0"/>'
            '<hp:shadow type="NONE" color="#B2B2B2" offsetX="0" offsetY="0" alpha="0"/>'
            f'<hp:drawText lastWidth="{box.width}" name="" editable="0">{story}'
            f'<hp:textMargin left="{BOX}" right="{BOX}" top="{BOX}" bottom="{BOX}"/></hp:drawText>'
            f"{_corners(box.width, box.height)}{_box(box.width, box.height, box.place)}</hp:rect>"
        )

    def _table(self, table: Table) -> str:
        heights = row_heights(table)
        rows = "".join(self._row(table, at, height) for at, height in enumerate(heights))
        number = next(self._objects)
        return (
            f'<hp:tbl id="{number}" zOrder="0" numberingType="TABLE" textWrap="{_wrap(table.place)}" '
            'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="0" '
            f'rowCnt="{len(table.rows)}" colCnt="{len(table.widths)}" cellSpacing="0" '
            f'borderFillIDRef="{border(table.ruled)}" noAdjust="0">'
            f"{_box(sum(table.widths), sum(heights), table.place)}{_margins('in')}{rows}</hp:tbl>"
        )

    def _row(self, table: Table, row: int, height: int) -> str:
        cells: list[str] = []
        at = 0
        for each in table.rows[row]:
            width = sum(table.widths[at : at + each.columns])
            cells.append(self._cell(each, (row, at), (width, height), table.ruled))
            at += each.columns
        return f"<hp:tr>{''.join(cells)}</hp:tr>"

    def _cell(self, cell: Cell, place: tuple[int, int], size: tuple[int, int], ruled: bool) -> str:
        story = self._story(cell.paragraphs, "CENTER", size[0] - 2 * INSIDE[0])
        return (
            '<hp:tc name="" header="0" hasMargin="0" protect="0" editable="0" dirty="0" '
            f'borderFillIDRef="{border(ruled, ruled and cell.shaded)}">{story}'
            f'<hp:cellAddr colAddr="{place[1]}" rowAddr="{place[0]}"/>'
            f'<hp:cellSpan colSpan="{cell.columns}" rowSpan="1"/>'
            f'<hp:cellSz width="{size[0]}" height="{size[1]}"/>{_margins("cell")}</hp:tc>'
        )


def _line(line: Line, top: int) -> str:
    return (
        f'<hp:lineseg textpos="{line.start}" vertpos="{top}" vertsize="{line.height}" textheight="{line.height}" '
        f'baseline="{line.height * 85 // 100}" spacing="{spacing(line)}" horzpos="{line.left}" '
        f'horzsize="{line.width}" flags="393216"/>'
    )


def _margins(of: str) -> str:
    side, end = INSIDE
    return f'<hp:{of}Margin left="{side}" right="{side}" top="{end}" bottom="{end}"/>'


def _text(words: Words, look: str) -> str:
    """Text with its tabs, each as wide as it is set, and with blanks that are controls."""
    gaps = iter(tab_widths(words, PARAGRAPHS[look]))
    first, *others = words.text.split("\t")
    tabbed = "".join(f'<hp:tab width="{next(gaps)}" leader="0" type="1"/>{escape(each)}' for each in others)
    return (escape(first) + tabbed).replace("\u00a0", "<hp:nbSpace/>").replace("\u2007", "<hp:fwSpace/>")


def _number(of: str, suffix: str, number: int = 1) -> str:
    return (
        f'<hp:ctrl><hp:autoNum num="{number}" numType="{of}"><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" '
        f'suffixChar="{suffix}" supscript="0"/></hp:autoNum></hp:ctrl>'
    )


def _columns(columns: Columns) -> str:
    rule = '<hp:colLine type="SOLID" width="0.12 mm" color="#000000"/>' if columns.rule and columns.count > 1 else ""
    return (
        f'<hp:ctrl><hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="{columns.count}" sameSz="1" '
        f'sameGap="{GAP if columns.count > 1 else 0}">{rule}</hp:colPr></hp:ctrl>'
    )


def _box(width: int, height: int, place: Place = "line") -> str:
    """Size and place of an object."""
    left, top = (MARGIN, 2 * EDGE) if place == "over" else place if isinstance(place, tuple) else (0, 0)
    on_paper = place == "over" or isinstance(place, tuple)
    vertical, horizontal = ("PAPER", "PAPER") if on_paper else ("PARA", "COLUMN")
    below = BELOW_OVER if place == "over" else 0
    return (
        f'<hp:sz width="{width}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" protect="0"/>'
        f'<hp:pos treatAsChar="{int(place == "line")}" affectLSpacing="0" allowOverlap="0" holdAnchorAndSO="0" '
        f'flowWithText="{int(not on_paper)}" vertRelTo="{vertical}" horzRelTo="{horizontal}" '
        f'vertAlign="TOP" horzAlign="LEFT" vertOffset="{top}" horzOffset="{left}"/>'
        f'<hp:outMargin left="0" right="0" top="0" bottom="{below}"/>'
    )


def _wrap(place: Place) -> str:
    return "IN_FRONT_OF_TEXT" if isinstance(place, tuple) else "TOP_AND_BOTTOM"


def _drawn(width: int, height: int) -> str:
    matrices = "".join(
        f'<hc:{name}Matrix e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"/>' for name in ("trans", "sca", "rot")
    )
    return (
        f'<hp:offset x="0" y="0"/><hp:orgSz width="{width}" height="{height}"/>'
        f'<hp:curSz width="{width}" height="{height}"/><hp:flip horizontal="0" vertical="0"/>'
        f'<hp:rotationInfo angle="0" centerX="{width // 2}" centerY="{height // 2}" rotateimage="1"/>'
        f"<hp:renderingInfo>{matrices}</hp:renderingInfo>"
    )


def _corners(width: int, height: int) -> str:
    places = ((0, 0), (width, 0), (width, height), (0, height))
    return "".join(f'<hc:pt{at} x="{x}" y="{y}"/>' for at, (x, y) in enumerate(places))


def _properties(first_page: int, master: str) -> str:
    def notes(name: str, place: str, length: int) -> str:
        return (
            f'<hp:{name}Pr><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>'
            f'<hp:noteLine length="{length}" type="SOLID" width="0.12 mm" color="#000000"/>'
            '<hp:noteSpacing betweenNotes="283" belowLine="567" aboveLine="850"/>'
            f'<hp:numbering type="CONTINUOUS" newNum="1"/><hp:placement place="{place}" beneathText="0"/></hp:{name}Pr>'
        )

    def framed(kind: str) -> str:
        return (
            f'<hp:pageBorderFill type="{kind}" borderFillIDRef="1" textBorder="PAPER" headerInside="0" '
            'footerInside="0" fillArea="PAPER"><hp:offset left="1417" right="1417" top="1417" bottom="1417"/>'
            "</hp:pageBorderFill>"
        )

    return (
        '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" tabStopVal="4000" '
        'tabStopUnit="HWPUNIT" outlineShapeIDRef="1" memoShapeIDRef="0" textVerticalWidthHead="0" '
        f'masterPageCnt="{int(bool(master))}">'
        '<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>'
        f'<hp:startNum pageStartsOn="BOTH" page="{first_page}" pic="0" tbl="0" equation="0"/>'
        '<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" '
        'fill="SHOW_ALL" hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>'
        '<hp:lineNumberShape restartType="0" countBy="0" distance="0" startNumber="0"/>'
        f'<hp:pagePr landscape="WIDELY" width="{PAPER[0]}" height="{PAPER[1]}" gutterType="LEFT_ONLY">'
        f'<hp:margin header="{EDGE}" footer="{EDGE}" gutter="0" left="{MARGIN}" right="{MARGIN}" top="{EDGE}" '
        f'bottom="{EDGE}"/>'
        "</hp:pagePr>"
        + notes("footNote", "EACH_COLUMN", -1)
        + notes("endNote", "END_OF_DOCUMENT", 14692344)
        + "".join(framed(kind) for kind in ("BOTH", "EVEN", "ODD"))
        + (f'<hp:masterPage idRef="{master}"/>' if master else "")
        + "</hp:secPr>"
    )

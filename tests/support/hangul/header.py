"""The looks as the header part of a HWPX file (OWPML, KS X 6101)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.hangul.looks import BORDERS, CHARACTERS, FONT, NUMBERINGS, PARAGRAPHS, TABS, border

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.support.hangul.looks import CharacterLook, ParagraphLook

NAMESPACES = " ".join(
    f'xmlns:{name}="http://www.hancom.co.kr/hwpml/2011/{of}"'
    for name, of in (("hp", "paragraph"), ("hs", "section"), ("hc", "core"), ("hh", "head"))
)
LANGUAGES = ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user")
UNIT = "http://www.hancom.co.kr/hwpml/2016/HwpUnitChar"


def header(sections: int) -> str:
    """The whole part."""
    lists = (
        listed("fontfaces", (_font(language) for language in LANGUAGES)),
        listed("borderFills", (_border(at, *kind) for at, kind in enumerate(BORDERS, 1))),
        listed("charProperties", (_characters(at, look) for at, look in enumerate(CHARACTERS.values()))),
        listed("tabProperties", (_tabs(at, stops) for at, stops in enumerate(TABS))),
        listed("numberings", (_numbering(at) for at in range(1, NUMBERINGS + 1))),
        listed("paraProperties", (_paragraphs(at, look) for at, look in enumerate(PARAGRAPHS.values()))),
        listed("styles", (_STYLE,)),
    )
    return (
        f'<hh:head {NAMESPACES} version="1.5" secCnt="{sections}">'
        '<hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/>'
        f"<hh:refList>{''.join(lists)}</hh:refList>"
        '<hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/></hh:compatibleDocument>'
        '<hh:docOption><hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/></hh:docOption></hh:head>'
    )


_STYLE = (
    '<hh:style id="0" type="PARA" name="바탕글" engName="Normal" paraPrIDRef="0" charPrIDRef="0" nextStyleIDRef="0" '
    'langID="1042" lockForm="0"/>'
)


def listed(name: str, items: Iterable[str]) -> str:
    """A list with its count."""
    all_items = list(items)
    return f'<hh:{name} itemCnt="{len(all_items)}">{"".join(all_items)}</hh:{name}>'


def _font(language: str) -> str:
    return (
        f'<hh:fontface lang="{language.upper()}" fontCnt="1">'
        f'<hh:font id="0" face="{FONT}" type="TTF" isEmbedded="0"/></hh:fontface>'
    )


def _border(number: int, ruled: bool, shaded: bool) -> str:
    kind = "SOLID" if ruled else "NONE"
    sides = "".join(
        f'<hh:{side}Border type="{kind}" width="0.12 mm" color="#000000"/>'
        for side in ("left", "right", "top", "bottom")
    )
    fill = '<hc:fillBrush><hc:winBrush faceColor="#D9D9D9" hatchColor="#999999" alpha="0"/></hc:fillBrush>'
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/>{fill if shaded else ""}</hh:borderFill>'
    )


def _characters(number: int, look: CharacterLook) -> str:
    def each(name: str, value: int) -> str:
        return f"<hh:{name} " + " ".join(f'{language}="{value}"' for language in LANGUAGES) + "/>"

    return (
        f'<hh:charPr id="{number}" height="{look.height}" textColor="#000000" shadeColor="none" useFontSpace="0" '
        'useKerning="0" symMark="NONE" borderFillIDRef="2">'
        + each("fontRef", 0)
        + each("ratio", look.ratio)
        + each("spacing", look.spacing)
        + each("relSz", 100)
        + each("offset", 0)
        + ("<hh:bold/>" if look.bold else "")
        + f'<hh:underline type="{"BOTTOM" if look.underlined else "NONE"}" shape="SOLID" color="#000000"/>'
        '<hh:strikeout shape="NONE" color="#000000"/>'
        '<hh:outline type="NONE"/><hh:shadow type="NONE" color="#C0C0C0" offsetX="10" offsetY="10"/></hh:charPr>'
    )


def _switched(plain: str, doubled: str) -> str:
    """The format holds lengths of paragraphs twice: as they are, and doubled for programs before 2016."""
    return (
        f'<hp:switch><hp:case hp:required-namespace="{UNIT}">{plain}</hp:case>'
        f"<hp:default>{doubled}</hp:default></hp:switch>"
    )


def _tabs(number: int, stops: tuple[int, ...]) -> str:
    def items(times: int) -> str:
        return "".join(f'<hh:tabItem pos="{stop * times}" type="LEFT" leader="NONE" unit="HWPUNIT"/>' for stop in stops)

    inside = _switched(items(1), items(2)) if stops else ""
    return f'<hh:tabPr id="{number}" autoTabLeft="0" autoTabRight="0">{inside}</hh:tabPr>'


def _numbering(number: int) -> str:
    def head(level: int, form: str, text: str) -> str:
        return (
            f'<hh:paraHead start="1" level="{level}" align="LEFT" useInstWidth="1" autoIndent="1" widthAdjust="0" '
            f'textOffsetType="PERCENT" textOffset="50" numFormat="{form}" charPrIDRef="4294967295" checkable="0">'
            f"{text}</hh:paraHead>"
        )

    levels = [head(1, "DIGIT", "^1."), head(2, "CIRCLED_DIGIT", "^2")]
    levels += [head(level, "DIGIT", f"^{level}") for level in range(3, 8)]
    return f'<hh:numbering id="{number}" start="1">{"".join(levels)}</hh:numbering>'


def _paragraphs(number: int, look: ParagraphLook) -> str:
    def margins(times: int) -> str:
        lengths = (("intent", look.indent), ("left", look.left), ("right", 0), ("prev", look.above), ("next", 0))
        inside = "".join(f'<hc:{name} value="{value * times}" unit="HWPUNIT"/>' for name, value in lengths)
        return f'<hh:margin>{inside}</hh:margin><hh:lineSpacing type="PERCENT" value="160" unit="HWPUNIT"/>'

    kind, (numbering, level) = ("NUMBER", look.list) if look.list else ("NONE", (0, 0))
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="{look.tabs}" condense="0" fontLineHeight="0" snapToGrid="1" '
        'suppressLineNumbers="0" checked="0">'
        f'<hh:align horizontal="{look.align}" vertical="BASELINE"/>'
        f'<hh:heading type="{kind}" idRef="{numbering}" level="{level}"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" '
        'keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/>'
        f"{_switched(margins(1), margins(2))}"
        f'<hh:border borderFillIDRef="{border(look.framed)}" offsetLeft="0" offsetRight="0" offsetTop="0" '
        f'offsetBottom="0" connect="{int(look.framed)}" ignoreMargin="0"/></hh:paraPr>'
    )

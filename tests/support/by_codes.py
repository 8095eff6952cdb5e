"""Papers written code by code: what a font says of its codes, and the matrix that text is set in, are the test's own.

No font is embedded: what a reader asks for stands in the font's dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HEIGHT = 800
RINGS = "①②③④"
UPRIGHT = (1.0, 0.0, 0.0, 1.0)
Matrix = tuple[float, float, float, float]

STEMS = (
    "습지의 역할로 알맞은 것은?",
    "다음 중 철새가 아닌 것은?",
    "돌담을 쌓는 순서로 옳은 것은?",
    "바람의 세기를 재는 도구는?",
    "기와의 특징으로 옳지 않은 것은?",
    "나무를 심는 시기로 적절한 것은?",
)
OPTIONS = (
    ("물을 머금는다", "소금을 만든다", "길을 낸다", "불을 막는다"),
    ("기러기", "두루미", "참새", "고니"),
    ("터 고르기", "돌 고르기", "흙 다지기", "틈 메우기"),
    ("풍속계", "온도계", "습도계", "기압계"),
    ("가볍다", "단단하다", "물을 막는다", "불에 강하다"),
    ("이른 봄", "한여름", "늦가을", "한겨울"),
)


@dataclass(frozen=True)
class Font:
    """A font's dictionary as text, how many bytes a code has, and the code of each character."""

    entry: str
    wide: bool
    means: Callable[[str], str] | None = None

    def string(self, text: str) -> str:
        return f"<{text.encode('utf-16-be' if self.wide else 'latin-1').hex()}>"


def latin(
    name: str = "Helvetica",
    means: Callable[[str], str] | None = None,
    heights: tuple[int, int] | None = None,
    names: Mapping[int, str] | None = None,
) -> Font:
    """A font of one byte a code. `heights` are the ascent and descent of its descriptor, `names` glyphs of codes."""
    name = name.replace(" ", "#20")
    said = " ".join(f"{code} /{glyph}" for code, glyph in (names or {}).items())
    encoding = f"<< /BaseEncoding /WinAnsiEncoding /Differences [{said}] >>" if names else "/WinAnsiEncoding"
    entry = f"/Type /Font /Subtype /TrueType /BaseFont /{name} /Encoding {encoding}"
    if heights is not None:
        widths = " ".join(["500"] * 224)
        entry += (
            f" /FirstChar 32 /LastChar 255 /Widths [{widths}]"
            f" /FontDescriptor << /Type /FontDescriptor /FontName /{name}"
            f" /Flags 32 /FontBBox [0 {heights[1]} 1000 {heights[0]}] /ItalicAngle 0 /Ascent {heights[0]}"
            f" /Descent {heights[1]} /CapHeight 700 /StemV 80 >>"
        )
    return Font(entry, wide=False, means=means)


def korean(name: str = "Batang", means: Callable[[str], str] | None = None) -> Font:
    """A font of two bytes a code, which is the character; letters are half as wide as syllables."""
    descriptor = (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 6 /FontBBox [0 -200 1000 800] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    below = (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (Korea1) /Supplement 1 >> /FontDescriptor {descriptor} /DW 1000 /W [1 95 500] >>"
    )
    entry = f"/Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /UniKS-UCS2-H /DescendantFonts [{below}]"
    return Font(entry, wide=True, means=means)


class Page:
    """The content of a page of 600 x 800; y runs downwards from the top."""

    def __init__(self, fonts: Mapping[str, Font]) -> None:
        self.fonts = fonts
        self.used = {name: set[str]() for name in fonts}
        self.content: list[str] = []

    def write(
        self, x: float, y: float, text: str, font: str, size: float = 10, matrix: Matrix = UPRIGHT, before: str = ""
    ) -> None:
        """Show a text; `before` are operators inside the text object, such as "2 Tc"."""
        self.used[font].update(text)
        a, b, c, d = matrix
        self.content.append(
            f"BT /{font} {size} Tf {before} {a} {b} {c} {d} {x} {HEIGHT - y} Tm {self.fonts[font].string(text)} Tj ET"
        )

    def draw(self, operators: str) -> None:
        self.content.append(operators)


def paper(
    fonts: Mapping[str, Font],
    *draws: Callable[[Page], None],
    page: str = "",
    box: Sequence[float] = (0, 0, 600, HEIGHT),
) -> bytes:
    """A PDF with a page for each function; `page` are more entries of each page's dictionary."""
    pages = [Page(fonts) for _ in draws]
    for target, draw in zip(pages, draws, strict=True):
        draw(target)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    named: list[str] = []
    for name, font in fonts.items():
        used = set[str]().union(*(p.used[name] for p in pages))
        entry = font.entry
        if font.means is not None:
            objects.append(_stream(_unicodes(font, sorted(used))))
            entry += f" /ToUnicode {len(objects)} 0 R"
        objects.append(f"<< {entry} >>")
        named.append(f"/{name} {len(objects)} 0 R")
    kids: list[str] = []
    for target in pages:
        objects.append(_stream("\n".join(target.content)))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{' '.join(map(str, box))}] /Contents {len(objects)} 0 R "
            f"/Resources << /Font << {' '.join(named)} >> >> {page} >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects)


def questions(page: Page, font: str, markers: str = RINGS, first: int = 0, count: int = 6, **setting: str) -> None:
    """Questions below one another, from the one with index `first` on."""
    for n in range(first, first + count):
        y = 40 + 120 * (n - first)
        page.write(60, y, f"{n + 1}. {STEMS[n]}", font, **setting)
        for k, text in enumerate(OPTIONS[n]):
            stop = "" if markers[k] in RINGS else "."
            page.write(75, y + 18 * (k + 1), f"{markers[k]}{stop} {text}", font, **setting)


def _unicodes(font: Font, chars: Sequence[str]) -> str:
    """The ToUnicode of a font: what it says that its codes mean."""
    means = font.means or str
    digits = 4 if font.wide else 2
    rows = [f"<{ord(char):0{digits}X}> <{means(char).encode('utf-16-be').hex()}>" for char in chars]
    parts = (rows[n : n + 100] for n in range(0, len(rows), 100))
    body = "".join(f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar\n" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <{'0' * digits}> <{'F' * digits}> endcodespacerange\n{body}endcmap end end"
    )


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    data, starts = b"%PDF-1.6\n", []
    for n, body in enumerate(objects, 1):
        starts.append(len(data))
        data += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode()

"""Files that were written to hurt a reader, byte by byte: none is anybody's, all are small until they are opened."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from typing import TYPE_CHECKING

from tests.support.by_hand import CATALOG, FONT, PAGE, asked, flate, paper, pdf, stream

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = stream(b"BT /F1 10 Tf 50 700 Td (QUESTION 1) Tj ET")
HUGE = 350_000_000


def flate_of_flate() -> bytes:
    """350 MB of nothing in a kilobyte."""
    return paper([flate(bytes(HUGE), 3)])


def flate_page() -> bytes:
    """A page whose text inflates to 350 MB."""
    return paper([flate(b"BT /F1 10 Tf (x) Tj ET " * (HUGE // 23))])


def operator_flood() -> bytes:
    """Ten million operators."""
    return paper([flate(b"0 0 m 9 9 l S " * 10_000_000, 2)])


def save_flood() -> bytes:
    """Five million saved graphics states that are never restored."""
    return paper([flate(b"q " * 5_000_000, 2)])


def form_fan_out() -> bytes:
    """Ten forms that each show the next one ten times: 10^10 letters."""
    forms: list[bytes | str] = []
    for n in range(10):
        inner = b"/X0 Do " * 10 if n < 9 else b"BT /F1 9 Tf 50 50 Td (x) Tj ET"
        resources = f"/Resources << /Font << /F1 3 0 R >> /XObject << /X0 {5 + n} 0 R >> >>"
        forms.append(stream(inner, f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] {resources}"))
    return paper([stream(b"/X0 Do " * 10)], forms, "/Resources << /XObject << /X0 4 0 R >> >>")


def slow_page() -> bytes:
    """Three pages; the second shows forms within forms that draw nothing, four hundred million times."""
    inner = flate(b"q Q " * 100_000, 1, "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    middle = stream(b"/X0 Do " * 40, "/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 4 0 R >> >>")
    outer = stream(b"/X0 Do " * 100, "/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 5 0 R >> >>")
    return paper(
        [asked(1), stream(b"/X1 Do"), asked(3)],
        [inner, middle, outer],
        "/Resources << /Font << /F1 3 0 R >> /XObject << /X1 6 0 R >> >>",
    )


def form_of_itself() -> bytes:
    """A form that shows itself."""
    form = stream(b"/X0 Do /X0 Do", "/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 4 0 R >> >>")
    return paper([stream(b"/X0 Do")], [form], "/Resources << /XObject << /X0 4 0 R >> >>")


def page_a_million_times() -> bytes:
    """One page, listed a million times."""
    kids = b"4 0 R " * 1_000_000
    page = f"<< {PAGE} /Contents 5 0 R >>"
    return pdf([CATALOG, b"<< /Type /Pages /Count 1000000 /Kids [" + kids + b"] >>", FONT, page, SMALL])


def page_tree_of_a_thousand_million() -> bytes:
    """Nine nodes that each list the next ten times."""
    nodes = [f"<< /Type /Pages /Count {10 ** (9 - n)} /Kids [{f'{4 + n} 0 R ' * 10}] >>" for n in range(9)]
    return pdf([CATALOG.replace("2 0 R", "3 0 R"), FONT, *nodes, f"<< {PAGE} /Contents 13 0 R >>", SMALL])


def deep_page_tree() -> bytes:
    """A page under 20,000 nodes."""
    nodes = [f"<< /Type /Pages /Count 1 /Parent {n + 1} 0 R /Kids [{n + 3} 0 R] >>" for n in range(20_000)]
    return pdf([CATALOG, *nodes, "<< /Type /Page /MediaBox [0 0 600 800] >>"])


def page_tree_cycle() -> bytes:
    """A node that is its own child."""
    return pdf([CATALOG, "<< /Type /Pages /Count 5 /Kids [2 0 R 2 0 R 3 0 R] >>", f"<< {PAGE} >>"])


def previous_table_loop() -> bytes:
    """A table that comes before itself."""
    data = paper([SMALL])
    at = data.rindex(b"startxref")
    place = int(data[at:].split()[1])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % place)


def tables_in_a_chain() -> bytes:
    """20,000 tables, each before the next."""
    data = bytearray(paper([SMALL]))
    place = int(data[data.rindex(b"startxref") :].split()[1])
    for _ in range(20_000):
        here = len(data)
        data += b"xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (place, here)
        place = here
    return bytes(data)


def object_stream_of_itself() -> bytes:
    """An object stream that is said to lie in itself, and to extend itself."""
    inner = b"4 0 5 10 << /A 4 0 R >> << /B 5 0 R >>"
    holder = stream(inner, "/Type /ObjStm /N 2 /First 8 /Extends 4 0 R")
    rows = bytes([0, 0, 0, 0, 255]) + b"".join(bytes([2, 0, 0, 4, n]) for n in range(5))
    table = stream(rows, "/Type /XRef /Size 6 /W [1 3 1] /Root 1 0 R")
    body = b"%PDF-1.7\n4 0 obj\n" + holder + b"\nendobj\n"
    return body + b"9 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


def object_stream_of_millions() -> bytes:
    """An object stream that says it holds two thousand million objects."""
    holder = flate(b"0 " * 40_000_000, 2, "/Type /ObjStm /N 2000000000 /First 80000000")
    return paper([SMALL], [holder])


def boxed(box: str) -> Callable[[], bytes]:
    """A page of this size, among sound ones."""

    def made() -> bytes:
        sound = paper([asked(1), asked(2)])
        return sound.replace(b"[0 0 600 800]", box.encode(), 1)

    return made


def picture(entries: str, data: bytes = b"", page: str = "") -> bytes:
    """A page that shows one picture."""
    image = stream(data, f"/Type /XObject /Subtype /Image {entries}")
    return paper(
        [stream(b"q 500 0 0 500 9 9 cm /X0 Do Q")], [image], f"/Resources << /XObject << /X0 4 0 R >> >> {page}"
    )


def huge_picture() -> bytes:
    """A picture that says it is 60,000 dots wide and high."""
    data = zlib.compress(zlib.compress(bytes(50_000_000)))
    size = "/Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    return picture(f"{size} /Filter [/FlateDecode /FlateDecode]", data)


def garbled_picture(filter_: str, head: bytes) -> Callable[[], bytes]:
    """A picture whose data begin well and go on as noise."""

    def made() -> bytes:
        noise = random.Random(5).randbytes(20_000)
        return picture(
            f"/Width 9000 /Height 9000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /{filter_}", head + noise
        )

    return made


def mapped(cmap: bytes, text: bytes = b"<00010002>") -> bytes:
    """A page in a font whose codes a table of the file's gives their meaning."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 6 0 R >>"
    )
    child = (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        " /Supplement 0 >> >>"
    )
    content = stream(b"BT /F2 10 Tf 50 700 Td " + text + b" Tj ET")
    return paper([content], [font, child, flate(cmap)], "/Resources << /Font << /F2 4 0 R >> >>")


def to_unicode_flood() -> bytes:
    """A table of ten million codes, and one code that means a thousand characters."""
    ranges = b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 100 + b"endbfrange\n"
    return mapped(b"1 beginbfchar <0001> <" + b"0041" * 1000 + b"> endbfchar\n" + ranges * 1500)


def map_of_itself() -> bytes:
    """A table that builds upon itself, by reference."""
    child = "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /A /DescendantFonts [4 0 R] >>"
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding 6 0 R /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>"
    cmap = stream(
        b"/A usecmap 1 begincidrange <00> <ffffffff> 0 endcidrange", "/Type /CMap /UseCMap 6 0 R /CMapName /A"
    )
    content = stream(b"BT /F2 10 Tf 50 700 Td <00010002> Tj ET")
    return paper([content], [font, child, cmap], "/Resources << /Font << /F2 4 0 R >> >>")


def glyph_program_of_itself() -> bytes:
    """A font whose letter is drawn with that letter."""
    letter = stream(b"9 0 0 0 9 9 d1 BT /F2 9 Tf (a) Tj (a) Tj ET")
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 5 0 R >>"
        " /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9]"
        " /Resources << /Font << /F2 4 0 R >> >> >>"
    )
    content = stream(b"BT /F2 9 Tf 50 700 Td (aaaa) Tj ET")
    return paper([content], [font, letter], "/Resources << /Font << /F2 4 0 R >> >>")


def million_glyphs_at_a_point() -> bytes:
    """A million letters in one place."""
    return paper([flate(b"BT /F1 10 Tf 50 700 Td " + b"(a) Tj 0 0 Td " * 1_000_000 + b"ET", 2)])


def overlapping_glyphs() -> bytes:
    """38,000 letters the size of the page, each upon the others: the libraries compare each with each."""
    chance = random.Random(4)
    places = ((chance.uniform(0, 300), chance.uniform(0, 300), 97 + n % 26) for n in range(38_000))
    show = b"".join(b"1 0 0 1 %.2f %.2f Tm (%c) Tj " % place for place in places)
    return paper([asked(1), flate(b"BT /F1 700 Tf " + show + b"ET"), asked(3)])


def dense_page() -> bytes:
    """39,000 letters in lines that cross."""
    chance = random.Random(3)
    rows = (
        b"1 0 0 1 %.2f %.2f Tm (1. A) Tj " % (chance.uniform(0, 590), chance.uniform(0, 790)) for _ in range(13_000)
    )
    return paper([flate(b"BT /F1 6 Tf " + b"".join(rows) + b"ET")])


def numbers_everywhere() -> bytes:
    """Pages of nothing but question numbers and options."""
    rows = (
        b"1 0 0 1 %d %d Tm (%d. A. B. C. 1%%) Tj " % (20 + n % 7 * 80, 790 - n // 7 * 3, n % 250) for n in range(1800)
    )
    return paper([flate(b"BT /F1 3 Tf " + b"".join(rows) + b"ET")] * 5)


def half_a_file() -> bytes:
    """The first half of a sound file."""
    data = paper([asked(n) for n in range(1, 20)])
    return data[: len(data) // 2]


def noise() -> bytes:
    """A head, then noise."""
    return b"%PDF-1.7\n" + random.Random(1).randbytes(1_000_000) + b"\n%%EOF\n"


def archive() -> bytes:
    """A zip archive with a PDF in it, stored as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as kept:
        kept.writestr("paper.pdf", paper([asked(1)]))
    return file.getvalue()


def web_page() -> bytes:
    """A web page that speaks of a PDF."""
    return b"<!doctype html><title>Not found</title><p>%PDF-1.4 was not found, %%EOF startxref 0</p>" * 3


def empty_pages() -> bytes:
    """1,900 pages with nothing on them."""
    return paper([stream(b"")] * 1900)


def missing_pages() -> bytes:
    """Two pages, and 1,500 that are announced."""
    return paper([asked(1), asked(2)]).replace(b"/Count 2", b"/Count 1500")


def deep_outline() -> bytes:
    """Contents of 50,000 levels whose last leads to the first."""
    items = [f"<< /Title (x) /Parent {n + 3} 0 R /First {n + 5} 0 R /Next 4 0 R >>" for n in range(50_000)]
    items[-1] = "<< /Title (x) /First 4 0 R /Next 4 0 R >>"
    return paper([asked(1)], items, catalog="/Outlines 4 0 R ")


def huge_metadata() -> bytes:
    """A title of ten megabytes that clears the screen, turns the writing and breaks off in half a character."""
    title = ("\x1b[2J\x1b]0;x\x07Exam \u202e2031 " * 300_000).encode("utf-16-be") + b"\xd8\x00"
    escaped = title.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r")
    return paper([asked(1)], [b"<< /Title (\xfe\xff" + escaped + b") >>"], trailer="/Info 4 0 R")


def steering_names() -> bytes:
    """Names, links and actions with control characters in them."""
    uri = "http://a\x07b\u202e.example".encode().hex()
    notes = " ".join(
        [
            f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI <{uri}> >> >>",
            "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (\x1b[2Jrm) >> >>",
            "<< /Type /Annot /Subtype /#1b#5bJ /Rect [0 0 9 9] /AA << /E << /S /#1b#5b2J >> >> >>",
        ]
    )
    return paper(
        [asked(1)], page=f"/Annots [{notes}]", catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    )


def many_links() -> bytes:
    """A page with 60,000 links, to as many hosts."""
    link = "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a{}.example/) >> >>"
    return paper([asked(1)], page=f"/Annots [{' '.join(link.format(n) for n in range(60_000))}]")


def garbled_encryption() -> bytes:
    """Encrypted, so it says, with noise for keys."""
    key = random.Random(2).randbytes(32).hex()
    return paper([asked(1)], trailer=f"/Encrypt << /Filter /Standard /V 4 /R 4 /O <{key}> /U <{key}> /P -4 >>")


def deep_arrays() -> bytes:
    """An array 100,000 levels deep."""
    return paper([asked(1)], [b"[" * 100_000 + b"]" * 100_000], "/AA 4 0 R")


def shading_flood() -> bytes:
    """Functions within functions, for 20,000 shadings."""
    function = "<< /FunctionType 3 /Domain [0 1] /Functions [4 0 R 4 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>"
    shading = "<< /ShadingType 1 /ColorSpace /DeviceRGB /Function 4 0 R >>"
    content = flate(b"/S0 sh " * 20_000)
    return paper([content], [function, shading], "/Resources << /Shading << /S0 5 0 R >> >>")


def colour_spaces_in_each_other() -> bytes:
    """Colour spaces that rest on each other, 5,000 of them, the last on the first."""
    spaces = [f"[/Indexed {5 + n % 4999} 0 R 255 <00>]" for n in range(5000)]
    return paper([stream(b"/C0 cs 1 sc 0 0 9 9 re f")], spaces, "/Resources << /ColorSpace << /C0 4 0 R >> >>")


BOMBS: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        flate_of_flate,
        flate_page,
        operator_flood,
        save_flood,
        form_fan_out,
        slow_page,
        form_of_itself,
        page_a_million_times,
        page_tree_of_a_thousand_million,
        deep_page_tree,
        page_tree_cycle,
        previous_table_loop,
        tables_in_a_chain,
        object_stream_of_itself,
        object_stream_of_millions,
        huge_picture,
        to_unicode_flood,
        map_of_itself,
        glyph_program_of_itself,
        million_glyphs_at_a_point,
        overlapping_glyphs,
        dense_page,
        numbers_everywhere,
        half_a_file,
        noise,
        archive,
        web_page,
        empty_pages,
        missing_pages,
        deep_outline,
        huge_metadata,
        steering_names,
        many_links,
        garbled_encryption,
        deep_arrays,
        shading_flood,
        colour_spaces_in_each_other,
    )
} | {
    "giant_page": boxed("[0 0 1000000000 1000000000]"),
    "page_beyond_numbers": boxed("[0 0 1e99 99999999999999999999]"),
    "page_of_no_number": boxed("[nan inf -inf 1]"),
    "page_of_no_size": boxed("[5 5 5 5]"),
    "page_inside_out": boxed("[600 800 -1e38 -1e38]"),
    "jpeg_noise": garbled_picture("DCTDecode", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
    "jpeg2000_noise": garbled_picture("JPXDecode", b"\x00\x00\x00\x0cjP  \r\n\x87\n"),
    "jbig2_noise": garbled_picture("JBIG2Decode", b"\x00\x00\x00\x000\x00\x01\x00\x00\x00\x13"),
    "fax_noise": garbled_picture("CCITTFaxDecode", b""),
}
"""Each by its name."""

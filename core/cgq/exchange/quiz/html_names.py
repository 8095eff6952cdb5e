"""What is known of the elements of HTML (HTML Living Standard), for a text that keeps what people see."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names("""
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre
    search section select summary table tbody tfoot thead tr ul
""")
"""Elements that begin and end a line (section 15.3, Non-replaced elements)."""

INLINE = _names("""
    a abbr acronym area b base bdi bdo big br button cite code col colgroup data datalist del dfn em font i input ins
    kbd label link map mark meta meter nobr noscript output param progress q rp rt ruby s samp small source span strike
    strong sub sup td template textarea th time title track tt u var wbr
""")
"""Elements whose text stands in its line; whatever is in no list here is itself text."""

DRAWN = _names("audio canvas embed iframe img math object picture svg video")
"""Elements of which plain text holds nothing, or something else: pictures, media, formulas."""

UNSEEN = _names("script style")
"""Elements whose content nobody sees."""

STRUCK = _names("del s strike")
"""Elements whose text is struck through (section 15.3.4, Phrasing content)."""

UNDERLINED = _names("ins u")
"""Elements whose text is underlined (ibid.)."""

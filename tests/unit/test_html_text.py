"""HTML as the text that people see, in a time that grows with its length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cgq.exchange.quiz.html_text import UnreadableMarkup, convert
from cgq.exchange.quiz.marks import part_html, question_html
from cgq.exchange.text.xml_text import writable


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>  a \n b&nbsp;c </div>", "a b c"),
        ("<ol><li>x<li>y</ol><ul><li>z</ul>", "1. x\n2. y\n- z"),
        ("10<sup>2</sup> H<sub>2</sub>O x<sup>ab</sup>", "10² H₂O x^(ab)"),
        ("if x<y, then z", "if x<y, then z"),
        ("<foo a='1'>x</foo>", "<foo a='1'>x</foo>"),
        ("&lt;b&gt; &amp;amp; &#44032;", "<b> &amp; 가"),
        ("<pre>if a:\n    b</pre>", "if a:\n    b"),
        ("a<!-- b -->c<!doctype d><?e?>f<!-- g", "acf<!-- g"),
        ("<script>x</script><style>y</style>z", "z"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1\t2"),
    ],
)
def test_what_is_seen_is_kept(html: str, text: str) -> None:
    assert convert(html).text.strip() == text


@pytest.mark.parametrize(
    "html",
    [
        "<img src=a>",
        "<svg></svg>",
        "<math></math>",
        "<a href='@@PLUGINFILE@@/a.mp3'>",
        '<img src="data:image/png;base64,AA=="',
    ],
)
def test_what_is_drawn_is_noticed(html: str) -> None:
    assert convert(html + ">").drawn


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30).map(writable))
def test_a_text_of_ours_comes_back_sign_by_sign(text: str) -> None:
    assert convert(part_html(text, "ko")).alone == text


@given(st.text(st.sampled_from("<>/!-?&;=\"' ab\n"), max_size=200))
def test_no_markup_is_too_broken(html: str) -> None:
    convert(html)


def test_parts_are_known_only_where_nothing_else_stands() -> None:
    html = question_html(passage="p", stem="s", boxes=["b", ""], figures=[], language=None)
    assert convert(html).question == ("p", "s", ("b", ""))
    assert convert(html + "x").question == (None, "p\ns\nb\n\nx", ())


@pytest.mark.parametrize("atom", ["<a ", '<a b="', "<!--", "<?", "</p", "<![CDATA["])
def test_markup_that_does_not_end_is_text(atom: str) -> None:
    """html.parser would look for the end of each of them in all that follows."""
    assert convert(atom * 2_000).text == (atom * 2_000).strip()


def test_a_tag_ends_within_some_thousand_characters() -> None:
    assert convert(f"<p class='{'x' * 4_000}'>a").text == "a"
    assert convert(f"<p class='{'x' * 4_100}'>a").text.startswith("<p class=")


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(UnreadableMarkup, match="at most 200,000"):
        convert("x" * 200_001)

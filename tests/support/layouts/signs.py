"""How papers print the number of a question and the marker of an option."""

from __future__ import annotations

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

NUMBERS: dict[str, tuple[str, ...]] = {
    "ko": (
        *("{n}.",) * 5,
        "{n})",
        "({n})",
        "{n:02}.",
        "문{n}.",
        "문 {n})",
        "문 {n}.",
        "문제 {n}.",
        "[{n}]",
        "【{n}】",
        "[문 {n}]",
        "No.{n}",
        "{n}",
        "{n}번",
        "제{n}문",
        "{c}",
    ),
    "en": (
        *("{n}.",) * 3,
        "{n})",
        "{n}",
        "Q{n}",
        "Q{n}.",
        "Q.{n}",
        "QUESTION {n}",
        "Question {n}:",
        "Question {n}",
        "Question: {n}",
        "QUESTION NO: {n}",
        "No. {n}",
        "{n}:",
    ),
    "ja": ("問{n}", "問 {n}", "問{n}.", "〔問 {n}〕", "【問{n}】", "第{n}問", "設問{n}", "{n}.", "({n})", "No.{n}"),
    "zh": ("{n}、", "{n}．", "{n}.", "第{n}题", "第{n}题：", "({n})", "（{n}）", "{n}"),
}
"""`{n}` is the number, `{c}` the number in a circle."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "circled": tuple(CIRCLED[:7]),
    "(1)": tuple(f"({n})" for n in range(1, 8)),
    "1)": tuple(f"{n})" for n in range(1, 8)),
    "1.": tuple(f"{n}." for n in range(1, 8)),
    "1": tuple(f"{n}" for n in range(1, 8)),
    "⑴": tuple("⑴⑵⑶⑷⑸⑹⑺"),
    "가.": tuple(f"{c}." for c in "가나다라마바사"),
    "가)": tuple(f"{c})" for c in "가나다라마바사"),
    "(가)": tuple(f"({c})" for c in "가나다라마바사"),
    "㉮": tuple("㉮㉯㉰㉱㉲㉳㉴"),
    "A.": tuple(f"{c}." for c in "ABCDEFG"),
    "A)": tuple(f"{c})" for c in "ABCDEFG"),
    "(A)": tuple(f"({c})" for c in "ABCDEFG"),
    "A:": tuple(f"{c}:" for c in "ABCDEFG"),
    "A、": tuple(f"{c}、" for c in "ABCDEFG"),
    "A．": tuple(f"{c}．" for c in "ABCDEFG"),
    "a.": tuple(f"{c}." for c in "abcdefg"),
    "a)": tuple(f"{c})" for c in "abcdefg"),
    "(a)": tuple(f"({c})" for c in "abcdefg"),
    "ⓐ": tuple("ⓐⓑⓒⓓⓔⓕⓖ"),
    "ア": tuple("アイウエオカキ"),
    "ア.": tuple(f"{c}." for c in "アイウエオカキ"),
    "(ア)": tuple(f"({c})" for c in "アイウエオカキ"),
    "i.": ("i.", "ii.", "iii.", "iv.", "v.", "vi.", "vii."),
    "(i)": ("(i)", "(ii)", "(iii)", "(iv)", "(v)", "(vi)", "(vii)"),
}
MARKERS: dict[str, tuple[str, ...]] = {
    "ko": (*("circled",) * 6, "(1)", "1)", "1.", "⑴", "가.", "가)", "(가)", "㉮", "ⓐ", "A.", "a)"),
    "en": ("A.", "A.", "A)", "(A)", "A:", "a.", "a)", "(a)", "ⓐ", "i.", "(i)", "1)", "(1)", "circled"),
    "ja": ("ア", "ア", "ア.", "(ア)", "1", "1.", "(1)", "circled", "a)"),
    "zh": ("A.", "A.", "A、", "A．", "(A)", "circled"),
}

NUMBERED_ALIKE = {
    "1.": ("{n}.", "{n:02}.", "{n}", "{n}．", "{n}、", "{n}:"),
    "1": ("{n}", "{n}.", "{n:02}.", "{n}．", "{n}、", "{n}:", "{n})"),
    "1)": ("{n})",),
    "(1)": ("({n})", "（{n}）"),
    "circled": ("{c}",),
}
"""Ways to number questions that the options' own markers could not be told from."""

"""What the papers are made of: styles of options, labels in eleven languages, places, and texts of their own."""

from __future__ import annotations

_ROMAN = ("i", "ii", "iii", "iv")


def _dressed(form: str, signs: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(form.format(sign) for sign in signs)


STYLES: dict[str, tuple[str, ...]] = {
    "①": tuple("①②③④"),
    "❶": tuple("❶❷❸❹"),
    "⑴": tuple("⑴⑵⑶⑷"),
    "㉮": tuple("㉮㉯㉰㉱"),
    "(A)": _dressed("({})", "ABCD"),
    "A.": _dressed("{}.", "ABCD"),
    "A)": _dressed("{})", "ABCD"),
    "A:": _dressed("{}:", "ABCD"),
    "a.": _dressed("{}.", "abcd"),
    "a)": _dressed("{})", "abcd"),
    "(1)": _dressed("({})", "1234"),
    "1)": _dressed("{})", "1234"),
    "가.": _dressed("{}.", "가나다라"),
    "(가)": _dressed("({})", "가나다라"),
    "ア": tuple("アイウエ"),
    "(ア)": _dressed("({})", "アイウエ"),
    "А)": _dressed("{})", "АБВГ"),
    "ⓐ": tuple("ⓐⓑⓒⓓ"),
    "Ⓐ": tuple("ⒶⒷⒸⒹ"),
    "i.": _dressed("{}.", _ROMAN),
    "(i)": _dressed("({})", _ROMAN),
    "ⅰ": tuple("ⅰⅱⅲⅳ"),
    "1.": _dressed("{}.", "1234"),
    "FGHJ": _dressed("{}.", "FGHJ"),
}
LABELS: dict[str, tuple[str, ...]] = {
    "ko": (
        "정답 {}",
        "정답: {}",
        "[정답] {}",
        "【정답】 {}",
        "(정답 {})",
        "답 {}",
        "<정답> {}",
        "정답은 {}",
        "■ 정답 : {}",
    ),
    "en": ("Answer: {}", "Ans. {}", "Key: {}", "Correct answer - {}", "Answer - {}", "[Answer] {}", "(Answer: {})"),
    "ja": ("正解：{}", "正解 {}", "【正解】{}", "答え：{}", "(解答：{})"),
    "zh": ("正确答案：{}", "答案：{}", "【答案】{}", "参考答案：{}"),
    "pt": ("Resposta correta: {}", "Gabarito: {}", "Resposta: letra {}"),
    "es": ("Respuesta correcta: {}", "Respuesta: {}", "[Respuesta] {}"),
    "de": ("Richtige Antwort: {}", "Lösung: {}", "(Antwort: {})"),
    "sv": ("Rätt svar: {}", "Svar: {}", "Facit: {}"),
    "pl": ("Odp.: {}", "Poprawna odpowiedź: {}", "[Odpowiedź] {}"),
    "vi": ("Đáp án: {}", "Đáp án đúng: {}", "[Đáp án] {}"),
    "ru": ("Ответ: {}", "Правильный ответ: {}", "(Ответ: {})"),
}
PLACES = ("below", "under stem", "beside stem", "under option", "beside option", "beside last", "behind last")
"""On a line of its own below the options, under the stem or under an option; set apart by a wide gap beside the stem,
an option or the last one; or behind the last with nothing but a space between."""
EXPLANATIONS: dict[str, str] = {
    "ko": "[해설] 나무는 해마다 자란다.",
    "en": "Explanation: It grows each year.",
    "ja": "【解説】木は年ごとに伸びる。",
    "zh": "【解析】树每年都长高。",
    "pt": "Comentário: Cresce a cada ano.",
    "es": "Explicación: Crece cada año.",
    "de": "Erklärung: Er wächst jedes Jahr.",
    "sv": "Förklaring: Det växer varje år.",
    "pl": "Wyjaśnienie: Rośnie co roku.",
    "vi": "Giải thích: Cây lớn mỗi năm.",
    "ru": "Пояснение: Оно растёт каждый год.",
}
"""What explains an answer, on its line."""

STEMS: dict[str, tuple[str, ...]] = {
    "ko": ("숲에서 가장 키가 큰 나무는?", "다음 중 강의 이름으로 알맞은 것은?", "바람의 세기를 재는 기구는 무엇인가?"),
    "en": ("Which of these trees grows tallest?", "Which river runs through the old town?", "What measures the wind?"),
    "ja": ("森で最も高い木はどれか。", "町を流れる川の名前はどれか。", "風の強さを測る器具はどれか。"),
    "zh": ("森林中最高的树是哪一种？", "流经老城的河是哪一条？", "下列哪种仪器测量风速？"),
    "pt": ("Qual destas árvores cresce mais?", "Qual rio passa pela cidade velha?", "O que mede o vento?"),
    "es": ("¿Cuál de estos árboles crece más?", "¿Qué río pasa por la ciudad vieja?", "¿Qué mide el viento?"),
    "de": ("Welcher Baum wird am höchsten?", "Welcher Fluss fließt durch die Altstadt?", "Was misst den Wind?"),
    "sv": ("Vilket träd blir högst?", "Vilken flod rinner genom staden?", "Vad mäter vinden?"),
    "pl": ("Które drzewo rośnie najwyżej?", "Która rzeka płynie przez miasto?", "Co mierzy wiatr?"),
    "vi": ("Cây nào cao nhất trong rừng?", "Sông nào chảy qua thành phố cổ?", "Dụng cụ nào đo gió?"),
    "ru": ("Какое дерево самое высокое?", "Какая река течёт через город?", "Что измеряет ветер?"),
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "ko": ("전나무", "은행나무 숲", "느릿한 강물", "작은 풍속계", "참나무", "푸른 호수", "오래된 등대", "비탈밭"),
    "ja": ("もみの木", "銀杏", "ゆるい流れ", "風速計", "かしの木", "青い湖", "古い灯台", "棚田"),
    "zh": ("冷杉", "银杏林", "缓慢的河", "风速计", "橡树", "蓝色的湖", "老灯塔", "梯田"),
    "": ("fir grove", "ginkgo", "slow current", "small vane", "oak wood", "blue lake", "lighthouse", "terraces"),
}
RIGHT = (2, 3, 4, 1, 3, 2)
"""The right option of each question."""

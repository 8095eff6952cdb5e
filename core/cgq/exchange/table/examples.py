"""The example rows of a template, which no import takes for questions."""

from __future__ import annotations

EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "number": "1",
        "section": "데이터베이스",
        "passage": "",
        "stem": "(예시, 이 행은 지우세요) 관계의 한 행을 다른 행과 구별하는 속성의 집합은?",
        "box1": "",
        "option1": "후보키",
        "option2": "도메인",
        "option3": "차수",
        "option4": "뷰",
        "answer": "①",
        "explanation": "후보키의 값은 행마다 다르다.",
        "year": "2024",
        "session": "1회",
        "concepts": "후보키; 관계 모델",
        "tags": "기초",
        "language": "ko",
    },
    {
        "number": "2",
        "section": "Networks",
        "passage": "A host sends a datagram and waits for nothing.",
        "stem": "(Example, delete this row) Which of these describe the protocol in the passage?",
        "box1": "",
        "option1": "It is connectionless.",
        "option2": "It retransmits what is lost.",
        "option3": "It keeps the order.",
        "option4": "It has no handshake.",
        "answer": "1,4",
        "explanation": "Either of the two is accepted.",
        "year": "2024",
        "session": "1",
        "concepts": "datagram; transport layer",
        "tags": "example; protocols",
        "language": "en",
    },
)
"""What the rows show: a Korean and an English question, a ring and a list as answers, and lists of names."""

EXAMPLE_STEMS = frozenset(example["stem"] for example in EXAMPLES)
"""A row with one of these stems is the template's own; a changed stem is a person's question."""

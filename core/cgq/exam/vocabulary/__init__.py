"""The words by which papers announce things: an answer, a section, a passage; a file a language.

Every pattern that looks for such a word asks this room. `answer_words` may be asked for in all languages at once,
for a paper often mixes two (English labels in a Korean paper), and a word of one is hardly ever another's.

In Korean, Japanese and Chinese a space in a word may be left out on the page; in other languages it must be there.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

from cgq.exam.vocabulary.alternatives import Signs, one_begun, one_of, signs_of_word

LANGUAGES = ("ko", "en", "ja", "zh", "pt", "es", "de", "sv", "pl", "vi", "ru", "more")
"""The names of the files; what an earlier one has is tried before what a later one has only where both are as long."""
UNSPACED = ("ko", "ja", "zh")
"""The languages in which a space inside a word may be missing."""
SPACED = tuple(language for language in LANGUAGES if language not in UNSPACED)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, each list of one use."""

    answer_words: tuple[str, ...]
    """What calls the text behind it an answer: 정답, answer, gabarito."""
    shared_answer_words: tuple[str, ...]
    """Those of them that call other things as often: key, clave."""
    answer_qualifiers: tuple[str, ...]
    """What may stand before or behind an answer word: correct, suggested, 최종."""
    right_marks: tuple[str, ...]
    """What stands in brackets behind the text of the right option: correct, 정답."""
    answer_copulas: tuple[str, ...]
    """What may stand between an answer word and the answer: is, option, letra."""
    answer_joiners: tuple[str, ...]
    """What joins the number of a question to its answer in place of a mark: 의 답은."""
    answer_table_heads: tuple[str, ...]
    """A line that is only this heads answers or explanations below it."""
    announcing_words: tuple[str, ...]
    """What stands behind a word for answers where they are made known: 공개, 발표."""
    sheet_words: tuple[str, ...]
    """What a word for answers is joined with where it names a table or a sheet of them: 표, 지."""
    key_names: tuple[str, ...]
    """What a key is called in its title or in the name of its file: answer key, gabarito, 정답지."""
    final_words: tuple[str, ...]
    """What the title of a key has in it that is no draft any more: final, 확정."""
    draft_words: tuple[str, ...]
    """What the title of a key has in it that may still change: provisional, 가답안."""
    explanation_words: tuple[str, ...]
    """What begins an explanation of the answer: 해설, rationale."""
    conclusion_words: tuple[str, ...]
    """What begins the sentence in which an explanation ends: therefore, 따라서."""
    statement_ends: tuple[str, ...]
    """What may follow an answer at the end of a sentence that names it: 이다, である."""
    falsehood_words: tuple[str, ...]
    """What calls an option wrong: false, 틀린, errada."""
    truth_words: tuple[str, ...]
    """What calls an option right: correct, 옳다, richtig."""
    denial_words: tuple[str, ...]
    """What denies, or excludes the option behind it: not, rule out, 아니."""
    subject_signs: tuple[str, ...]
    """What behind the sign of an option makes it the subject of a statement: is, cannot, 은."""
    reason_words: tuple[str, ...]
    """What begins a reason behind a statement: because, weil."""
    reason_ends: tuple[str, ...]
    """What ends a reason before a statement: 므로, ので."""
    choosing_verbs: tuple[str, ...]
    """What behind the sign of an option chooses it, at the end of a sentence: 를 고른다."""
    option_words: tuple[str, ...]
    """What an option is called: option, alternativa."""
    option_counters: tuple[str, ...]
    """What may stand behind the number of an option: 번."""
    void_words: tuple[str, ...]
    """A question that has no answer, or every one: 전항정답, void, anulada."""
    correction_words: tuple[str, ...]
    """A remark in brackets behind an answer that says that it was changed, or that there are several: 복수정답."""
    several_words: tuple[str, ...]
    """Those remarks, and others, that say that several answers are right."""
    also_words: tuple[str, ...]
    """What adds one more answer, before or behind it: also, 도."""
    except_words: tuple[str, ...]
    """What behind answers says that others are meant, or only some of them: except, 외, 중."""
    and_words: tuple[str, ...]
    """What joins answers that must all be chosen."""
    or_words: tuple[str, ...]
    """What joins answers of which each is accepted."""
    through_words: tuple[str, ...]
    """What stands between the first and the last of a range: through, 부터."""
    through_ends: tuple[str, ...]
    """What stands behind the last of a range: 까지."""
    question_words: tuple[str, ...]
    """What stands before the number of a question: question, 문제, Câu."""
    question_abbreviations: tuple[str, ...]
    """What stands in short for a question before its number: q."""
    number_abbreviations: tuple[str, ...]
    """What stands in short for the word number: no, nr, №."""
    number_heads: tuple[str, ...]
    """What heads the column of the numbers in a table: no., 번호, 문항 번호."""
    questions_words: tuple[str, ...]
    """What several questions are called, before their numbers: questions, Fragen, заданий."""
    range_openers: tuple[str, ...]
    """What may stand between this and the first of the numbers: from, de, с."""
    question_counters: tuple[str, ...]
    """What stands behind the number of a question: 번, 题."""
    number_counters: tuple[str, ...]
    """What alone behind a number makes it that of a question: 번."""
    topic_words: tuple[str, ...]
    """What may stand behind the number of a question and name where it belongs: topic, exam."""
    new_words: tuple[str, ...]
    """What may stand before the word for a question in a collection: new."""
    page_total_words: tuple[str, ...]
    """What stands between the number of a page and how many there are: of, 쪽 중."""
    total_words: tuple[str, ...]
    """What calls a number that of all questions: total, 총."""
    question_counts: tuple[str, ...]
    """What questions are called behind their number: 40 questions, 40문항, 40 Fragen."""
    count_words: tuple[str, ...]
    """What stands between what questions are called and how many there are: 수."""
    points_words: tuple[str, ...]
    """What heads the points of the questions in a table of answers."""
    remark_heads: tuple[str, ...]
    """What heads other facts of the questions there, of which none is an answer: difficulty, page, unit."""
    counting_verbs: tuple[str, ...]
    """What behind the numbers of questions says how they count, and what they are: carry, have."""
    weighing_words: tuple[str, ...]
    """Those of them that only say how questions count, so that no text follows: carry, valem."""
    section_words: tuple[str, ...]
    """What stands before the number of a part of the paper: part, Teil, phần."""
    section_counters: tuple[str, ...]
    """What stands behind the number of a part: 과목, 部分."""
    subject_words: tuple[str, ...]
    """What stands before the name of a subject that a part of the paper is of, and a colon: 과목."""
    subject_heads: tuple[str, ...]
    """What heads the name of a subject in a label or a column: subject, 과목명."""
    form_words: tuple[str, ...]
    """What stands before the number or letter of a form of an exam: booklet, caderno, mã đề."""
    form_openers: tuple[str, ...]
    """What may stand between this and the number: code, nº, thi."""
    form_suffixes: tuple[str, ...]
    """What stands behind the name of a form: 형."""
    odd_words: tuple[str, ...]
    """What calls the form with odd numbers, the first: 홀수."""
    even_words: tuple[str, ...]
    """What calls the form with even numbers, the second: 짝수."""
    coloured_words: tuple[str, ...]
    """What stands before a colour that names a form: prova, caderno."""
    colour_openers: tuple[str, ...]
    """What may stand between this and the colour: de cor."""
    form_colours: tuple[str, ...]
    """Colours that name a form, in each gender: branco, branca."""
    section_kinds: tuple[str, ...]
    """What parts are called by the kind of their questions: 객관식, 选择题."""
    written_kinds: tuple[str, ...]
    """What numbers a question that is answered in words: 서술형 1, 简答题 2."""
    open_kinds: tuple[str, ...]
    """What parts of such questions are called: short answer, 서술형."""
    writing_tasks: tuple[str, ...]
    """What such a question begins or ends with: explain, 쓰시오."""
    ordinal_words: tuple[str, ...]
    """What makes a number behind it an ordinal: 제, 第."""
    passage_words: tuple[str, ...]
    """What a text that questions share is called where it has a number: passage, 지문."""
    sharing_words: tuple[str, ...]
    """What begins a line that names a text and its questions: passage, common data."""
    reading_starts: tuple[str, ...]
    """What begins an instruction to read, look at or use a text: read, 다음, lesen sie."""
    reading_middles: tuple[str, ...]
    """The text in such an instruction; in Korean and Japanese, that it is to be read."""
    reading_ends: tuple[str, ...]
    """What such an instruction asks for: questions, or to answer them."""
    choice_starts: tuple[str, ...]
    """What begins a stem that asks for one among those that follow, and no such instruction: 다음 중."""
    following_words: tuple[str, ...]
    """What calls the text or the questions those that follow: following, 下列."""
    answering_verbs: tuple[str, ...]
    """What tells to answer the questions: answer, responda, 답하."""
    range_ends: tuple[str, ...]
    """What stands behind the numbers of the questions that are to be answered: に答, 의 물음에 답."""
    instructing_words: tuple[str, ...]
    """What a head that instructs has somewhere in it: following, 물음, nach."""
    instruction_words: tuple[str, ...]
    """What calls the rules of a paper, which are no text to ask about: instructions."""
    sample_words: tuple[str, ...]
    """What stands alone above a question that only shows how to answer."""
    end_words: tuple[str, ...]
    """What stands alone below the last question, in capitals where a language has them: end, 끝, 以上."""
    end_phrases: tuple[str, ...]
    """What begins a line below the last question that says that it was the last: end of the test."""
    blank_lines: tuple[str, ...]
    """A line that only says that a page is blank, that the next one goes on, or what its room is for."""
    blank_starts: tuple[str, ...]
    """What begins such a line, whatever its last few words are: 이 면은 여백."""
    stop_words: tuple[str, ...]
    """What stands alone, in capitals, on a page without questions, or where one has to wait: stop, rascunho."""
    notice_words: tuple[str, ...]
    """What a line about the paper, which asks nothing, has somewhere in it: copyright, 저작권."""
    notice_ends: tuple[str, ...]
    """What such a line ends with: 끝났습니다."""
    asking_words: tuple[str, ...]
    """What a stem that asks has somewhere in it: which, 무엇, 下列."""
    asking_ends: tuple[str, ...]
    """What a stem that an option completes ends with: is, of the, 的是."""
    direction_words: tuple[str, ...]
    """What tells to choose among options, and needs nothing else: 고르시오."""
    direction_verbs: tuple[str, ...]
    """What tells to choose among options where one of the objects follows: choose."""
    direction_objects: tuple[str, ...]
    """What is to be chosen: answer, option."""
    two_words: tuple[str, ...]
    """How two are called where so many options are to be chosen: two, 두."""
    three_words: tuple[str, ...]
    """How three are called there."""
    four_words: tuple[str, ...]
    """How four are called there."""
    count_fillers: tuple[str, ...]
    """What may stand between the verb that tells to choose and how many: exactly, Sie."""
    count_counters: tuple[str, ...]
    """What stands behind the number of options that are to be chosen: 개, つ, 项."""
    chosen_stems: tuple[str, ...]
    """What says behind them that they are to be chosen: 고르, 選."""
    choosing_stems: tuple[str, ...]
    """What says before them that they are to be chosen: 选出."""
    all_words: tuple[str, ...]
    """What behind the verb that tells to choose asks for all that are right: all, todas."""
    all_chosen: tuple[str, ...]
    """What asks for all that are right where the verb stands behind: 것을 모두 고르, すべて選."""
    both_chosen: tuple[str, ...]
    """What asks for two of them by another word for two: 둘을 고르."""
    above_words: tuple[str, ...]
    """What behind a word for all says that it is an option and no task: of the above."""
    statement_sources: tuple[str, ...]
    """Where statements are to be chosen, of which one option is the right list: 보기에서."""
    other_options: tuple[str, ...]
    """What stands for the options that hardly anybody chose in a count of votes: other."""
    filing_words: tuple[str, ...]
    """What a site writes before the part that it files a question under: section."""
    vote_titles: tuple[str, ...]
    """What heads a count of how the readers of a site voted: community vote distribution."""
    direction_titles: tuple[str, ...]
    """What may head an instruction: directions."""
    direction_ends: tuple[str, ...]
    """What an instruction ends with, where no stop tells: 시오, なさい."""
    sentence_ends: tuple[str, ...]
    """What a sentence that tells or asks for something has in it, and a heading has not: 니다, 시오."""
    scale_words: tuple[str, ...]
    """What the steps of a survey's scale are called: agree, 보통이다."""
    exam_words: tuple[str, ...]
    """What the title of an exam has in it: test, 시험."""
    exam_names: tuple[str, ...]
    """What the title of every exam has in it, so that it tells none from another: examination, 문제지."""
    term_words: tuple[str, ...]
    """What stands behind a season that names the part of a year of an exam: term, session."""
    semester_words: tuple[str, ...]
    """What stands before the number of such a part: semester."""
    semester_counters: tuple[str, ...]
    """What stands behind it: 학기."""
    part_exams: tuple[str, ...]
    """What stands before a word for an exam and tells which of a course it is: midterm, 기말."""
    title_words: tuple[str, ...]
    """What else the title of a paper has in it: certificate, 기사, 문제."""
    occasion_words: tuple[str, ...]
    """What a line has in it that tells which exam a table is of, and so names no subject: exam, 고사, 위원회."""
    round_counters: tuple[str, ...]
    """What stands behind the number of an exam that is held again and again: 회."""
    session_counters: tuple[str, ...]
    """What stands behind the number of a session of an exam: 교시."""
    subject_counters: tuple[str, ...]
    """What stands behind the number of a subject of an exam: 과목, 영역."""
    level_counters: tuple[str, ...]
    """What stands behind the number of a level: 급, 級."""
    year_counters: tuple[str, ...]
    """What stands behind the year of an exam: 학년도, 年度."""
    number_units: tuple[str, ...]
    """What makes the number before it no number of a page: 년, 회."""
    plain_words: tuple[str, ...]
    """What the title of a document that is no exam has in it: survey, minutes, 규정."""


USES = tuple(field.name for field in fields(Vocabulary))


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language, from its file; a file with a use too few or too many is an error."""
    text = (files(__name__) / f"{language}.toml").read_text("utf-8")
    read: dict[str, list[str]] = tomllib.loads(text)
    return Vocabulary(**{use: tuple(words) for use, words in read.items()})


@cache
def words(use: str) -> tuple[str, ...]:
    """The words of a use in every language, once each."""
    found = (word for language in LANGUAGES for word in getattr(vocabulary(language), use))
    return tuple(dict.fromkeys(found))


@cache
def any_of(*uses: str, least: int = 1, languages: tuple[str, ...] = LANGUAGES) -> str:
    """A pattern, without groups of its own, for a word of one of the uses: the longest first, of `least` characters.

    Words are in lower case: the pattern that holds this one decides by its flags which others count. A letter of an
    alphabet does not run on into another word ("key" is not in "keyboard").
    """
    return one_of(_longest_first(uses, languages, least))


@cache
def begun_by(*uses: str, languages: tuple[str, ...] = LANGUAGES) -> str:
    """A pattern like `any_of` for words as they begin a line: their first letter is a capital, the others are any."""
    return one_begun(_longest_first(uses, languages))


@cache
def within(*uses: str, languages: tuple[str, ...] = LANGUAGES) -> str:
    """A pattern like `any_of` for a word anywhere in a text: where words are spaced, it is a whole word."""
    spaced = tuple(language for language in languages if language in SPACED)
    unspaced = tuple(language for language in languages if language in UNSPACED)
    whole, anywhere = any_of(*uses, languages=spaced), any_of(*uses, languages=unspaced)
    return rf"(?:(?<![^\W\d_]){whole}|{anywhere})"


@cache
def in_turn(*uses: str, gaps: tuple[int, ...]) -> str:
    """A pattern for a word of each of the uses, one behind another, all of one language; between two of them stand at
    most so many characters as `gaps` has at that place."""
    sequences: list[str] = []
    for language in LANGUAGES:
        if all(getattr(vocabulary(language), use) for use in uses):
            first, *others = (within(use, languages=(language,)) for use in uses)
            sequences.append(first + "".join(f".{{0,{gap}}}{word}" for gap, word in zip(gaps, others, strict=True)))
    return f"(?:{'|'.join(sequences)})"


def _longest_first(uses: tuple[str, ...], languages: tuple[str, ...], least: int = 1) -> list[Signs]:
    """The patterns of the words of some uses, of at least so many characters."""
    lengths: dict[Signs, int] = {}
    for language in languages:
        for use in uses:
            for word in getattr(vocabulary(language), use):
                lengths[signs_of_word(word, spaced=language in SPACED)] = len(word)
    found = [word for word, length in lengths.items() if length >= least]
    return sorted(found, key=lambda word: -lengths[word])

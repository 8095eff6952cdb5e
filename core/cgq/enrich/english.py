"""English words of grammar and of questions, by which a run of English words is cut into phrases of nouns."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words(
    """
    a an the this that these those its his her their our your my each every all any some no both either neither
    another such which what whose many much more most few fewer less least several one two three four five six seven
    eight nine ten only other same own enough further next last first second third following given whole entire
    """
)
PRONOUNS = _words(
    """
    it he she they we you i them him us me itself themselves himself herself something somebody someone anything
    anyone nothing everything everyone who whom there here none others
    """
)
"""After determiners and pronouns: what follows a pronoun is a verb, what stands before either is no noun."""

PREPOSITIONS = _words(
    """
    of to in on at by for from with without as into onto over under up down out off about above after against before
    below between during per via within across along among around behind beyond through throughout toward towards
    upon until than like unlike near inside outside despite regarding concerning
    """
)
CONJUNCTIONS = _words(
    """
    and or nor but if then else when where while because so since although though whether unless how why that once
    however therefore also either otherwise
    """
)
AUXILIARIES = _words(
    """
    is are was were be been being am do does did done has have had having can could may might must shall should will
    would cannot not isn't aren't don't doesn't didn't won't can't
    """
)
ADVERBS = _words(
    """
    very too quite just even still yet already always never often sometimes usually again ago away back together
    apart alone well far further ever rather almost nearly instead thus hence now today later soon simultaneously
    approximately exactly
    """
)
ADJECTIVES = _words(
    """
    good better best bad worse worst high higher highest low lower lowest large larger largest big small smaller
    smallest long longer longest short shorter shortest new old older true false correct incorrect right wrong
    possible impossible likely unlikely necessary sufficient appropriate suitable important different similar
    available able unable certain sure main various valid invalid typical common usable useful multiple total
    desired single additional current previous particular specific respective actual entire faster fastest slower
    slowest
    """
)
"""Adjectives that belong to no name."""

_VERBS = _words(
    """
    give take make get go come put let see say tell ask find keep leave bring begin seem become show know think mean
    need want use apply perform provide allow require happen occur describe contain include consist combine divide
    belong depend refer represent result cause prevent enable ensure avoid permit prohibit waste gain lose send
    receive return move stay remain turn appear exist follow lead choose select determine calculate compute consider
    assume suppose state explain identify indicate illustrate compare match arrange complete answer execute examine
    evaluate display produce create delete remove insert add enter define call name mark run start stop end open
    close fit hold held sell buy pay work help try fail succeed increase decrease reduce raise improve affect
    involve achieve obtain issue accept reject decide plan wish prefer believe claim argue join sit stand lie build
    built grow write read speak hear feel burst shrink swell replace convert connect disconnect arrive depart eat
    drink sleep live die learn teach understand forget remember carry throw catch cut break win spend cost drop rise
    fall denote share split save store tend vary satisfy violate obey yield equal exceed fires fits
    """
)
"""Verbs of any text. Those that are as often nouns of a trade (list, test, process, order, key) are left out."""

_DOUBLED = _words("get put let stop run plan fit cut drop split win sit begin occur refer permit")
_IRREGULAR = _words(
    """
    gave given took taken made got gotten went gone came seen saw said told found kept left brought began begun
    seemed became shown knew known thought meant sent chose chosen held sold bought paid stood lay lain wrote
    written spoke spoken heard felt shrank shrunk swollen grew grown ate eaten slept died understood forgot
    forgotten threw thrown caught broke broken won spent rose risen fell fallen lost led read ran
    """
)


def _forms(verb: str) -> set[str]:
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb in _DOUBLED:
        stem = verb + verb[-1]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"}
    third = f"{verb}es" if verb.endswith(("s", "x", "sh", "ch", "o")) else f"{verb}s"
    return {verb, third, f"{stem}ed", f"{stem}ing"}


VERBS = _IRREGULAR.union(*map(_forms, _VERBS))
"""All forms of these verbs."""

QUESTION_WORDS = _words(
    """
    structure data output information set list message status result total option options statement statements
    question questions answer answers following value values number numbers exhibit way ways thing things kind kinds
    type types example examples description reason reasons case cases part parts figure figures line lines row rows
    column columns person people time times order amount lot pair pairs term terms person's day days month months
    year years hour hours minute minutes end start none
    """
)
"""Nouns of questions: they are no term by themselves."""

EXAM_NOUNS = _words("statement statements question questions option options answer answers exhibit output")
"""Nouns of exams that end no term: an SQL statement is SQL."""

BREAKS = DETERMINERS | PRONOUNS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | ADVERBS | ADJECTIVES | VERBS
"""Words at which a phrase of nouns ends."""

_ADVERB_LOOKALIKES = _words("assembly supply reply family anomaly monopoly ally rally butterfly fly poly italy")


def breaks(word: str) -> bool:
    """Whether a word (in lower case) belongs to no phrase of nouns."""
    return word in BREAKS or (len(word) > 4 and word.endswith("ly") and word not in _ADVERB_LOOKALIKES)


def singular(word: str) -> str:
    """An English word in lower case without the s of a plural: `addresses` becomes `address`."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics", "'s")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]

"""Tags as people type them in Word: each mistake is reported with its paragraph."""

import re
from collections.abc import Iterator
from itertools import groupby

from docx.oxml.ns import qn
from lxml.etree import _Element
from msgspec import Struct

from packetgen.convert.word.ooxml import text_of
from packetgen.documents.lint.problem import TABLE, TOLD, around
from packetgen.text import nearest

# Longer, it is no tag; without bounds, a file of braces would be searched for hours
MOST_BRACES = 4_000  # opening ones in a part; the fiche action has 300
TAG = re.compile(
    r"\{\{(?P<field>.{0,400}?)\}\}|\{%(?P<statement>.{0,400}?)%\}|\{#.{0,2000}?#\}", re.DOTALL
)
BRACE = re.compile(r"[{}]|%\}")
# What Word writes in place of what was typed, and what to type again
REWRITTEN = {sign: remedy for remedy, signs in TABLE["rewritten"].items() for sign in signs}
# docxtpl reads these quotes as straight ones
QUOTES = str.maketrans("“”‘’", "\"\"''")
SEVERAL_WORDS = re.compile(r"[\w.’'-]+(?:\s+[\w.’'-]+)+")
# Jinja's signs that eat the blanks around, and docxtpl's that join paragraphs
TRIMMING = re.compile(
    r"^(\{[{%](?:r|p|tr|tc)?|\{#(?=[-+]))\s*[-+]+|[-+]+\s*([}%]\})$|[-+]+(#\})$", re.DOTALL
)
PREFIX = re.compile(r"^(r|p|tr|tc)\s")
KEYWORDS = {"if", "else", "and", "or", "not", "in"}
OPENINGS = {"for": "endfor", "if": "endif"}
MIDDLES = ("else", "elif")
KNOWN = (*OPENINGS, *MIDDLES, *OPENINGS.values())
WHOLE = {"p": "le paragraphe", "tr": "la ligne du tableau", "tc": "la cellule"}
PARAGRAPH, TEXT = qn("w:p"), qn("w:t")


class Written(Struct, frozen=True):
    """A tag as typed, or empty for a lone brace; the words around it, and what is wrong in it."""

    tag: str
    words: str
    mistakes: tuple[str, ...]
    in_text_box: bool

    @property
    def is_misspelt(self) -> bool:
        """Whether it has a sign that no template may hold: it cannot be parsed."""
        return "%" in self.tag[2:-2] or any(sign in self.tag for sign in REWRITTEN)


def read_tags(root: _Element) -> Iterator[Written]:
    """Yield the tags of a part in order; those of a text box where it is anchored."""
    braces = 0
    every = groupby(root.iter(TEXT), lambda text: next(text.iterancestors(PARAGRAPH), None))
    for paragraph, texts in every:
        words = "".join(text.text or "" for text in texts)
        if paragraph is None or ("{" not in words and "}" not in words):
            continue
        boxed = next(paragraph.iterancestors(qn("w:txbxContent")), None) is not None
        braces += words.count("{")
        if braces > MOST_BRACES:
            yield Written("", around(words), ("ce document a trop de balises",), boxed)
            return
        for tag in TAG.finditer(words):
            plain = TRIMMING.sub(r"\1\2\3", tag[0])
            mistakes = [TOLD["trimmed"].format(tag[0], plain)]
            if plain == tag[0]:
                mistakes = list(_mistakes(tag, paragraph))
            yield Written(plain, around(words, tag.start()), tuple(mistakes), boxed)
        if lone := BRACE.search(TAG.sub(lambda tag: " " * len(tag[0]), words)):
            yield Written("", around(words, lone.start()), (TOLD["lone_brace"],), boxed)


def split(statement: str) -> tuple[str, str]:
    """Return docxtpl's prefix (`p`, `tr`, `tc`, `r` or none) and the instruction's word."""
    prefix = PREFIX.match(statement)
    words = PREFIX.sub("", statement, count=1).split()
    return prefix[1] if prefix else "", words[0] if words else ""


def _mistakes(tag: re.Match[str], paragraph: _Element) -> Iterator[str]:
    remedies = dict.fromkeys(REWRITTEN[sign] for sign in tag[0] if sign in REWRITTEN)
    yield from (f"dans « {tag[0]} », tapez {remedy}" for remedy in remedies)
    if "%" in tag[0][2:-2]:
        yield f"dans « {tag[0]} », le signe % n’est pas permis"
    if tag["field"] is not None:
        yield from _mistakes_of_field(tag["field"])
    elif tag["statement"] is not None:
        yield from _mistakes_of_statement(tag, paragraph)


def _mistakes_of_field(field: str) -> Iterator[str]:
    words = field.split()
    if PREFIX.match(field):
        yield f"« {{{{{field}}}}} » : écrivez {{{{ champ }}}}, sans lettre devant"
    elif SEVERAL_WORDS.fullmatch(field.strip()) and not KEYWORDS.intersection(words):
        yield TOLD["spaced"].format("_".join(words), field)


def _mistakes_of_statement(tag: re.Match[str], paragraph: _Element) -> Iterator[str]:
    prefix, word = split(tag["statement"])
    if prefix in WHOLE:  # what docxtpl removes with the tag
        holders = (paragraph, *paragraph.iterancestors())
        holder = next((each for each in holders if each.tag == qn(f"w:{prefix}")), None)
        if holder is None:
            yield f"« {tag[0]} » n’a de sens que dans un tableau : écrivez « {{%p {word} … %}} »"
        elif text_of(holder).strip() != tag[0]:
            yield TOLD["not_alone"].format(tag[0], WHOLE[prefix])
    if word not in KNOWN:
        meant = nearest(word, KNOWN)
        remedy = f"vouliez-vous dire « {meant} » ?" if meant else f"permis : {', '.join(KNOWN)}"
        yield f"l’instruction « {word} » n’est pas permise ; {remedy}"

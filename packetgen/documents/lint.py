"""Tags as people type them in Word: each mistake is told with the paragraph that holds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from packetgen.text import nearest

if TYPE_CHECKING:
    from lxml.etree import _Element

TAG = re.compile(r"\{\{(?P<field>.*?)\}\}|\{%(?P<statement>.*?)%\}|\{#.*?#\}")
BRACE = re.compile(r"[{}]|%\}")
# What Word writes in place of what was typed, and what to type again
REWRITTEN = {
    "«": 'des guillemets droits " à la place de « »',
    "»": 'des guillemets droits " à la place de « »',
    "„": 'des guillemets droits "',
    "–": "un tiret simple - à la place de –",
    "—": "un tiret simple - à la place de —",
    "…": "trois points à la place de …",
    "\u200b": "la balise de nouveau : un caractère invisible s’y est glissé",
    "\u00ad": "la balise de nouveau : un tiret invisible s’y est glissé",
}
SEVERAL_WORDS = re.compile(r"[\w.’'-]+(?:\s+[\w.’'-]+)+")
KEYWORDS = {"if", "else", "and", "or", "not", "in"}
OPENINGS = {"for": "endfor", "if": "endif"}
MIDDLES = ("else", "elif")
WHOLE = {"p": "le paragraphe", "tr": "la ligne du tableau", "tc": "la cellule"}


class Mistake(Exception):
    """A mistake in a tag, in French, and the text of the paragraph around it."""

    def __init__(self, message: str, paragraph: str) -> None:
        super().__init__(message)
        self.paragraph = paragraph


def check_tags(root: _Element) -> None:
    """Raise Mistake at the first badly written tag of a body, header or footer."""
    blocks: list[tuple[str, str]] = []
    for paragraph in root.iter(qn("w:p")):
        text = text_of(paragraph)
        if "{" not in text and "}" not in text:
            continue
        if BRACE.search(TAG.sub("", text)):
            raise Mistake(
                "une accolade manque ou est en trop : un champ s’écrit {{ champ }},"
                " une instruction {% if champ %}",
                text,
            )
        for tag in TAG.finditer(text):
            _check_characters(tag[0], text)
            if tag["statement"] is not None:
                _check_statement(tag, text, paragraph, blocks)
            elif tag["field"] is not None:
                _check_field(tag["field"], text)
    if blocks:
        word, text = blocks[-1]
        raise Mistake(f"« {word} » n’est jamais fermé : ajoutez {{% {OPENINGS[word]} %}}", text)


def text_of(element: _Element) -> str:
    """Return the text of an element's runs, end to end."""
    return "".join(run.text or "" for run in element.iter(qn("w:t")))


def _check_characters(tag: str, text: str) -> None:
    for character, remedy in REWRITTEN.items():
        if character in tag:
            raise Mistake(f"dans « {tag} », tapez {remedy}", text)
    if "%" in tag[2:-2]:
        raise Mistake(f"dans « {tag} », le signe % n’est pas permis", text)


def _check_field(field: str, text: str) -> None:
    if re.match(r"(r|p|tr|tc)\s", field):
        raise Mistake(f"« {{{{{field}}}}} » : écrivez {{{{ champ }}}}, sans lettre devant", text)
    words = field.split()
    if SEVERAL_WORDS.fullmatch(field.strip()) and not KEYWORDS.intersection(words):
        raise Mistake(
            f"un nom de champ n’a pas d’espace : « {{{{ {'_'.join(words)} }}}} » plutôt que"
            f" « {{{{{field}}}}} »",
            text,
        )


def _check_statement(
    tag: re.Match[str], text: str, paragraph: _Element, blocks: list[tuple[str, str]]
) -> None:
    prefix, word = _split(tag["statement"])
    if prefix in WHOLE and _around(paragraph, prefix) != tag[0]:
        raise Mistake(
            f"« {tag[0]} » fait disparaître {WHOLE[prefix]} qui la contient :"
            " elle doit y être seule",
            text,
        )
    if word in OPENINGS:
        blocks.append((word, text))
    elif word in OPENINGS.values():
        if not blocks or OPENINGS[blocks[-1][0]] != word:
            raise Mistake(f"« {word} » ne ferme rien d’ouvert juste avant", text)
        blocks.pop()
    elif word in MIDDLES:
        if not blocks:
            raise Mistake(f"« {word} » n’est dans aucun « if »", text)
    else:
        known = (*OPENINGS, *MIDDLES, *OPENINGS.values())
        meant = nearest(word, known)
        remedy = f"vouliez-vous dire « {meant} » ?" if meant else f"permis : {', '.join(known)}"
        raise Mistake(f"l’instruction « {word} » n’est pas permise ; {remedy}", text)


def _split(statement: str) -> tuple[str, str]:
    """Return docxtpl's prefix (`p`, `tr`, `tc`, `r` or none) and the instruction's word."""
    words = statement.strip("-").split()
    prefix = words.pop(0) if re.match(r"(r|p|tr|tc)\s", statement) else ""
    return prefix, words[0] if words else ""


def _around(paragraph: _Element, prefix: str) -> str:
    """Return the whole text of the paragraph, row or cell that docxtpl removes with a tag."""
    holder = paragraph
    if prefix != "p":
        holder = next(paragraph.iterancestors(qn(f"w:{prefix}")), paragraph)
    return text_of(holder).strip()

"""The tags of a part read together: blocks opened and closed, then one source for Jinja.

What is wrong is told and left aside, so that the rest can be looked into all the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment, TemplateSyntaxError, nodes

from packetgen.documents.lint.problem import Mistake
from packetgen.documents.lint.tags import (
    KNOWN,
    MIDDLES,
    OPENINGS,
    PREFIX,
    QUOTES,
    Written,
    is_misspelt,
    split,
)

NOT_UNDERSTOOD = (
    "n’est pas compris : un nom de champ n’a pas d’espace, et ses parties sont séparées par des"
    " points"
)
# Each tag in a block of its own, to find the one that is not understood
ALONE = {
    "": "%s",
    "for": "%s{%% endfor %%}",
    "if": "%s{%% endif %%}",
    "elif": "{%% if x %%}%s{%% endif %%}",
    "else": "{%% if x %%}%s{%% endif %%}",
    "endif": "{%% if x %%}%s",
    "endfor": "{%% for x in y %%}%s",
}


DEEPEST = 20  # blocks one in the other; the templates of 2026 have three


@dataclass(frozen=True)
class Tag:
    """A tag as Jinja reads it; `line` is its number in the part, `word` its instruction."""

    text: str
    line: int
    word: str = ""


def parse(
    written: Sequence[Written], environment: Environment
) -> tuple[nodes.Template, list[Mistake]]:
    """Return the tree of a part's tags, a line for each from 1, and what is wrong.

    A tag that cannot be read is told, and left out of the tree.
    """
    mistakes: list[Mistake] = []
    tags = list(_balanced(_legible(written), mistakes))
    try:
        return environment.parse(_source(tags)), mistakes
    except (TemplateSyntaxError, RecursionError):
        tags = list(_understood(tags, environment, mistakes))
    return environment.parse(_source(tags)), mistakes


def _legible(written: Iterable[Written]) -> Iterator[Tag]:
    """Yield the tags without docxtpl's prefix; those that lint tells already say nothing."""
    for line, typed in enumerate(written, start=1):
        text = typed.tag.translate(QUOTES).replace("\n", " ")
        if text.startswith("{{"):
            if not is_misspelt(typed.tag) and not PREFIX.match(text[2:]):
                yield Tag(text, line)
        elif text.startswith("{%"):
            _, word = split(text[2:-2])
            tag = Tag("{%" + PREFIX.sub(" ", text[2:], count=1), line, word)
            if word in KNOWN:
                yield _silent(tag) if is_misspelt(typed.tag) else tag


def _balanced(tags: Iterable[Tag], mistakes: list[Mistake]) -> Iterator[Tag]:
    opened: list[Tag] = []  # as people think of them
    nested: list[Tag] = []  # as Jinja nests them: the same number
    ended: list[int] = []  # depths whose last branch is given
    for tag in tags:
        if tag.word in OPENINGS and len(opened) == DEEPEST:
            message = f"plus de {DEEPEST} blocs sont ouverts l’un dans l’autre"
            mistakes.append(Mistake(message, tag.line))
            break
        if tag.word in OPENINGS:
            opened.append(tag)
            nested.append(tag)
        elif tag.word in MIDDLES:
            if message := _misplaced(tag, nested, ended):
                mistakes.append(Mistake(message, tag.line))
                continue
            if tag.word == "else":
                ended.append(len(nested))
        elif tag.word:
            own = [each for each in opened if OPENINGS[each.word] == tag.word]
            if not own or own[-1] is not opened[-1]:
                message = f"« {tag.word} » ne ferme rien d’ouvert juste avant"
                mistakes.append(Mistake(message, tag.line))
            if not own:
                continue
            opened.remove(own[-1])
            ended[:] = [depth for depth in ended if depth < len(nested)]
            word = OPENINGS[nested.pop().word]
            tag = tag if word == tag.word else _closing(word, tag.line)
        yield tag
    for tag in reversed(opened if len(opened) < DEEPEST else []):
        closing = f"{{% {OPENINGS[tag.word]} %}}"
        mistakes.append(Mistake(f"« {tag.word} » n’est jamais fermé : ajoutez {closing}", tag.line))
    yield from (_closing(OPENINGS[tag.word], tag.line) for tag in reversed(nested))


def _misplaced(tag: Tag, nested: Sequence[Tag], ended: Sequence[int]) -> str:
    if not nested or (tag.word == "elif" and nested[-1].word != "if"):
        return f"« {tag.word} » n’est dans aucun « if »"
    if len(nested) in ended:
        return f"« {tag.word} » vient après un « else », qui est le dernier choix d’un « if »"
    return ""


def _understood(
    tags: Iterable[Tag], environment: Environment, mistakes: list[Mistake]
) -> Iterator[Tag]:
    """Yield the tags, those that Jinja does not understand told and made silent."""
    for tag in tags:
        try:
            environment.parse(ALONE[tag.word] % tag.text)
        except (TemplateSyntaxError, RecursionError):
            mistakes.append(Mistake(f"« {tag.text} » {NOT_UNDERSTOOD}", tag.line))
            tag = _silent(tag)
        yield tag


def _silent(tag: Tag) -> Tag:
    """Return a tag that keeps its place among the blocks, and says nothing."""
    item = re.match(r"\{%-?\s*for\s+(\w+)\s+in\b", tag.text)
    texts = {
        "": "",
        "for": f"{{% for {item[1] if item else '_'} in '' %}}",
        "if": "{% if '' %}",
        "elif": "{% elif '' %}",
    }
    return replace(tag, text=texts.get(tag.word, f"{{% {tag.word} %}}"))


def _closing(word: str, line: int) -> Tag:
    return Tag(f"{{% {word} %}}", line, word)


def _source(tags: Iterable[Tag]) -> str:
    source, line = [], 1
    for tag in tags:
        # what closes the blocks at the end of the part stays on the last line
        source.append("\n" * (tag.line - line) + tag.text)
        line = max(line, tag.line)
    return "".join(source)

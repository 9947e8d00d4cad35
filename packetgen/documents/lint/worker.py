"""Inspect and fill one template, in the process that the client starts for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import astuple

from packetgen.documents.lint.essentials import Essential, unsaid, with_markers
from packetgen.documents.lint.inspect import inspect_template
from packetgen.documents.lint.problem import TemplateProblem, in_order
from packetgen.documents.rendering.render import render


def handle(
    template: str, fields: Mapping[str, Any], required: Sequence[Sequence[Any]]
) -> list[tuple[object, ...]]:
    """Return what is wrong in a template, as rows; when nothing blocks, fill it.

    `fields` are by name of the Word file to write in the working folder, the fullest last.
    """
    path = Path(template)
    essentials = [Essential(tuple(tags), *others) for tags, *others in required]
    *_, fullest = fields.values()
    problems = inspect_template(path, fullest, must_print=bool(required))
    if not any(problem.is_blocking for problem in problems):
        for name, values in fields.items():
            render(path, values, Path(f"{name}.docx"))
        problems = in_order((*_unsaid(path, fields.values(), essentials), *problems))
    return [astuple(problem) for problem in problems]


def _unsaid(
    template: Path, every: Iterable[Mapping[str, object]], required: Sequence[Essential]
) -> Iterator[TemplateProblem]:
    """Yield what the documents made with a template do not say: the words typed in it count not."""
    document = Path("temoin.docx")
    for fields in every:
        values = with_markers(fields, required)
        render(template, values, document)
        yield from unsaid(document, required, values)
    document.unlink()

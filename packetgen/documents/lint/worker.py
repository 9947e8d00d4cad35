"""Inspect and fill one template, in the process that the client starts for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import convert, to_builtins

from packetgen.documents.lint.essentials import Essential, unsaid, with_markers
from packetgen.documents.lint.inspect import inspect_template
from packetgen.documents.lint.problem import TemplateProblem, in_order
from packetgen.documents.rendering.render import render


def handle(template: str, fields: Mapping[str, Any], required: list[Any]) -> Any:  # noqa: ANN401
    """Return what is wrong in a template, as data; when nothing blocks, fill it.

    `fields` are by name of the Word file to write in the working folder, the fullest last.
    """
    path = Path(template)
    essentials = convert(required, list[Essential])
    *_, fullest = fields.values()
    problems = inspect_template(path, fullest, must_print=bool(required))
    if not any(problem.is_blocking for problem in problems):
        lacking, witness = list[TemplateProblem](), Path("temoin.docx")
        for name, values in fields.items():
            render(path, values, Path(f"{name}.docx"))
            # what a document does not say: the words typed in the template count not
            marked = with_markers(values, essentials)
            lacking += unsaid(render(path, marked, witness), essentials, marked)
        witness.unlink()
        problems = in_order((*lacking, *problems))
    return to_builtins(problems)

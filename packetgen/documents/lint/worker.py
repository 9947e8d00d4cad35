"""Inspect and fill one template, in a process that packetgen.system.worker starts for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from packetgen.documents.lint.essentials import Essential, marked, unsaid
from packetgen.documents.lint.inspect import inspect_template
from packetgen.documents.lint.problem import Problem, in_order
from packetgen.documents.rendering.render import render
from packetgen.errors import PacketgenError


def answer(request: str) -> str:
    """Return what is wrong in a template; when nothing blocks, fill it for each set of fields.

    Request and answer are JSON: `template`, `required` as rows, `fields` by name of the Word file
    to write in the working folder; `problems` as rows, or `refusal`, one sentence.
    """
    asked = json.loads(request)
    template, fields = Path(asked["template"]), asked["fields"]
    required = [Essential(tuple(tags), *others) for tags, *others in asked["required"]]
    try:
        fullest = fields[asked["fullest"]]
        problems = inspect_template(template, fullest, must_print=bool(required))
        if not any(problem.is_blocking for problem in problems):
            for name, values in fields.items():
                render(template, values, Path(f"{name}.docx"))
            problems = in_order((*_unsaid(template, fields.values(), required), *problems))
    except PacketgenError as error:
        return json.dumps({"refusal": str(error)})
    return json.dumps({"problems": [astuple(problem) for problem in problems]})


def _unsaid(
    template: Path, every: Iterable[Mapping[str, object]], required: Sequence[Essential]
) -> Iterator[Problem]:
    """Yield what the documents made with a template do not say: the words typed in it count not."""
    document = Path("temoin.docx")
    for fields in every:
        values = marked(fields, required)
        render(template, values, document)
        yield from unsaid(document, required, values)
    document.unlink()

"""A template that anybody may have written, looked into by a process that may die of it."""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import TYPE_CHECKING

from packetgen.documents.lint.problem import Problem
from packetgen.errors import TemplateInvalid
from packetgen.model.finding import Severity
from packetgen.system.worker import Worker, WorkerFailure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from packetgen.documents.lint.essentials import Essential

MODULE = "packetgen.documents.lint.worker"
MEMORY = 1024**3  # bytes; three fiches of nine pages take 100 MB
SECONDS = 20.0  # for one template; the longest of 2026 takes one
REASONS = {
    WorkerFailure.DIED: "fait échouer le programme qui le lit",
    WorkerFailure.LATE: f"demande plus de {SECONDS:.0f} secondes de lecture",
}


def inspect_and_fill(
    template: Path,
    fields: Mapping[str, Mapping[str, object]],
    fullest: str,
    required: Sequence[Essential],
    folder: Path,
) -> tuple[Problem, ...]:
    """Return all that is wrong in a template; when nothing blocks, fill it in `folder`.

    `fields` gives the values by name of the Word file to write, `fullest` the name whose lists
    all hold something, `required` what the files must say. Raises TemplateInvalid for what is no
    Word document, or outlasts 20 s.
    """
    request = {
        "template": str(template.absolute()),
        "fields": fields,
        "fullest": fullest,
        "required": [astuple(each) for each in required],
    }
    with Worker(MODULE, folder, memory=MEMORY, seconds=SECONDS) as worker:
        worker.ask(json.dumps(request))
        said = next(worker.answers())
    if isinstance(said, WorkerFailure):
        raise TemplateInvalid(
            f"Le modèle {template.name} {REASONS[said]} : repartez du modèle livré, et changez-le"
            " dans Word."
        )
    answer = json.loads(said)
    if "refusal" in answer:
        raise TemplateInvalid(answer["refusal"])
    return tuple(
        Problem(message, Severity(severity), part, words)
        for message, severity, part, words in answer["problems"]
    )

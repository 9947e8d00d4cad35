"""Client of the process that inspects a template, which anybody may have written."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import astuple

from packetgen.documents.lint.essentials import Essential
from packetgen.documents.lint.problem import TemplateProblem
from packetgen.errors import PacketgenError, TemplateInvalid
from packetgen.model.finding import Severity
from packetgen.system.worker import Service, WorkerFailed, WorkerFailure

LINT = Service(
    "packetgen.documents.lint.worker",
    memory=1024**3,  # three fiches of nine pages take 100 MB
    seconds=20.0,  # the longest template of 2026 takes one
    failures={
        WorkerFailure.DIED: "fait échouer le programme qui le lit",
        WorkerFailure.BUG: "fait échouer le programme qui le lit",
        WorkerFailure.LATE: "demande plus de {limit}",
    },
)


def inspect_and_fill(
    template: Path,
    fields: Mapping[str, Mapping[str, object]],
    required: Sequence[Essential],
    folder: Path,
) -> tuple[TemplateProblem, ...]:
    """Return all problems of a template; when nothing blocks, fill it in `folder`.

    `fields` gives the values by name of the Word file to write, last those whose lists all hold
    something; `required` is what the files must say. Raises TemplateInvalid for what is no Word
    document, or outlasts 20 s.
    """
    with LINT.start(folder) as worker:
        rows = [astuple(each) for each in required]
        worker.ask(template=str(template.absolute()), fields=fields, required=rows)
        result = next(worker.results())
    if isinstance(result, WorkerFailed):
        raise TemplateInvalid(
            f"Le modèle {template.name} {result} : repartez du modèle livré, et changez-le"
            " dans Word."
        )
    if isinstance(result, PacketgenError):
        raise result
    return tuple(
        TemplateProblem(message, Severity(severity), part, words)
        for message, severity, part, words in result
    )

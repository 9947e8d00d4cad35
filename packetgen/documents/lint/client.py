"""Client of the process that inspects a template, which anybody may have written."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import convert, to_builtins

from packetgen.documents.lint.essentials import Essential
from packetgen.documents.lint.problem import TOLD, TemplateProblem
from packetgen.errors import PacketgenError, TemplateInvalid
from packetgen.system.worker import WorkerFailed, service

LINT = service("lint")


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
        asked = to_builtins(required)
        worker.ask(template=str(template.absolute()), fields=fields, required=asked)
        result = next(worker.results())
    if isinstance(result, WorkerFailed):
        raise TemplateInvalid(TOLD["outlasted"].format(template.name, result))
    if isinstance(result, PacketgenError):
        raise result
    return convert(result, tuple[TemplateProblem, ...])

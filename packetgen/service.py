"""The use cases, one function each: the entry points of the command line and of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from packetgen.annexes.client import Intakes
from packetgen.bundle.process.client import AssemblyClient
from packetgen.errors import BundleUnproved, ExitCode, UsageError
from packetgen.system.files import refuse_unwritable, write_atomically
from packetgen.system.work_folder import work_folder

if TYPE_CHECKING:
    from packetgen.amendment.former import compare_bundles as compare_bundles
    from packetgen.kit.make import Kit
    from packetgen.pipeline.adjust import adjust as adjust
    from packetgen.pipeline.new_workbook import new_workbook as new_workbook
    from packetgen.pipeline.new_workbook import workbook_of_forms as workbook_of_forms
    from packetgen.pipeline.publish import BundleResult
    from packetgen.pipeline.uploads import UploadedFiles
    from packetgen.pipeline.verify import Verification
    from packetgen.reception.instruction import instruction as instruction
    from packetgen.reception.register import register as register
    from packetgen.workbook.read.controls import Control
else:
    # The use cases of one module, loaded when they are called
    OF_MODULES = {
        "compare_bundles": "amendment.former",
        "adjust": "pipeline.adjust",
        "new_workbook": "pipeline.new_workbook",
        "workbook_of_forms": "pipeline.new_workbook",
        "instruction": "reception.instruction",
        "register": "reception.register",
    }

    def __getattr__(name: str) -> object:
        if name not in OF_MODULES:
            raise AttributeError(name)
        return getattr(import_module(f"packetgen.{OF_MODULES[name]}"), name)


ProgressCallback = Callable[[str], None]


class ServiceResult(Struct, frozen=True):
    """Result of `build_packets` on one workbook; no packet while a value is wrong."""

    verification: Verification
    packets: tuple[BundleResult, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Exit code of the verification; an incomplete or too heavy bundle is no success."""
        packets, code = self.packets, self.verification.exit_code
        whole = all(it.complete and (not it.weight or it.weight.is_within) for it in packets)
        return code if code or whole else ExitCode.DOSSIER_NOT_CONFORM


def verify(
    source: Path,
    *,
    today: date,
    given: UploadedFiles | None = None,
    previews: Path | None = None,
    report: ProgressCallback = lambda _step: None,
) -> Verification:
    """Read a workbook, try each of its files, and run the rules of its year.

    The files are those `given`, else those beside the workbook; their clean pages are written in
    `previews` under the name of their file.
    """
    known, workbook = (given.intakes, None) if given else ({}, source)
    with work_folder() as folder, Intakes(folder, workbook=workbook, known=known) as client:
        # here, so that the process of the annexes loads at the same time
        from packetgen.pipeline.verify import finish_verification, start_verification

        pending = start_verification(source, client, given=given)
        verification = finish_verification(
            pending, client, today, lambda name: report(f"Vérification de {name}")
        )
        if previews:
            from packetgen.pipeline.uploads import keep_previews

            keep_previews({each.source.name: each.pdf for each in verification.taken}, previews)
        return verification


def annotate(source: Path, verification: Verification, destination: Path) -> Path:
    """Write a copy of a workbook where each finding is noted at its cell; return its path.

    Raises UsageError rather than write over the workbook itself.
    """
    from packetgen.workbook.reports.annotated import annotated

    if destination.resolve() == source.resolve():
        raise UsageError("La copie annotée ne peut pas prendre la place du classeur : nommez-la.")
    return write_atomically(annotated(source, verification.findings), destination)


def correct(source: Path, name: str, values: Mapping[str, str], destination: Path) -> Path:
    """Write a copy of a workbook, called `name`, with other answers by key; return its path.

    They are texts as people type them, empty for no answer; nothing else changes. Raises UsageError
    for a key that has no cell, or for a text that no cell can hold.
    """
    from packetgen.workbook.project import read_workbook
    from packetgen.workbook.write.correct import corrected

    campagne, _, reading = read_workbook(source, name)
    return write_atomically(corrected(source, reading, values, campagne), destination)


def controls(verification: Verification, source: Path) -> dict[str, Control]:
    """Return how to ask for what is wrong and for the pieces, by key; not for what has no cell."""
    from packetgen.workbook.project import read_workbook
    from packetgen.workbook.read.controls import controls_in

    campagne, opened, reading = read_workbook(source, verification.dossier.file)
    return controls_in(opened, reading, verification.findings, campagne)


def build_packets(
    source: Path,
    output: Path,
    *,
    numero: int | None = None,
    pour: str = "complet",
    engine: str,
    today: date,
    keep_docx: bool = False,
    strict: bool = False,
    max_bytes: int | None = None,
    report: ProgressCallback = lambda _step: None,
    given: UploadedFiles | None = None,
    former: Sequence[Path] = (),
    in_process: bool = False,
) -> ServiceResult:
    """Make one proved bundle for each action of a workbook, or for the action `numero` alone.

    The files are those `given`, else those beside the workbook. Nothing is made while a value is
    wrong; what is owed and missing makes the bundle `-INCOMPLET`, or `-BROUILLON` before the
    deposit. A bundle over `max_bytes` is lightened as far as can be. What `output` holds and may
    have been sent stays: a bundle that says something else is its next version, and tells what
    changes from it, or from the one of `former` that is of its action. With `in_process`, for a
    process that others replace, this one reads and draws what the dossier holds.
    """
    refuse_unwritable(output)
    with ExitStack() as stack:
        work = stack.enter_context(work_folder())
        known, workbook = (given.intakes, None) if given else ({}, source)
        asked = Intakes(work, workbook=workbook, in_process=in_process, known=known)
        intakes = stack.enter_context(asked)
        # each import stands where it loads while another process works
        from packetgen.pipeline import verify

        report(f"Lecture de {given.workbook if given else source.name} et de ses pièces")
        pending = verify.start_verification(source, intakes, numero, pour, given)
        client = stack.enter_context(AssemblyClient(work, in_process=in_process))
        from packetgen.pipeline import draft
        from packetgen.pipeline.outcome import with_letter_pages
        from packetgen.pipeline.sources import RunContext, formers_of

        verified = verify.finish_verification(pending, intakes, today)
        formers = formers_of(verified, output, former) if not verified.blocking else {}
        run = RunContext(today, work, engine, client, in_process, formers)
        from packetgen.pipeline.publish import publish_bundle
        from packetgen.pipeline.size_limit import shrink_to
        from packetgen.pipeline.unusable_pieces import without_unusable_pieces

        while not verified.blocking:
            report("Écriture des documents Word")
            draft.convert_drafts(draft.draft_bundles(verified, run), run)
            verified = with_letter_pages(verified, run.conversions)
            drafts = draft.draft_bundles(verified, run)
            report("Assemblage et contrôle du dossier")
            drafts = [draft.paginate(each, run) for each in drafts]
            try:
                bundles = [shrink_to(each, run, max_bytes) for each in drafts]
            except BundleUnproved as error:
                verified = without_unusable_pieces(error, pending, drafts, run)
                continue
            verify.refuse_changes(pending, verified)
            publish = partial(publish_bundle, output=output, keep_docx=keep_docx, strict=strict)
            return ServiceResult(verified, tuple(map(publish, drafts, bundles)))
        return ServiceResult(verified, ())


def make_blank_kit(
    output: Path, *, annee: int | None, engine: str, report: ProgressCallback
) -> Kit:
    """Publish the blank kit of a year (the newest by default): a folder and a zip in `output`."""
    from packetgen.campagne.load import load_campagne, years
    from packetgen.kit.make import make_kit

    campagne = load_campagne(annee or max(years()))
    return make_kit(campagne, output, engine, report)

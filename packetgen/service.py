"""The use cases, one function each: what the command line and the page call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from packetgen.annexes import Intakes
from packetgen.errors import ExitCode, UsageError
from packetgen.model.dossier import Dossier
from packetgen.model.packet import State
from packetgen.publication import refuse_unwritable
from packetgen.text import NBSP, count, number

if TYPE_CHECKING:
    from packetgen.delivery import Packet
    from packetgen.model.registre import Registre
    from packetgen.verification import Verification

Report = Callable[[str], None]


@dataclass(frozen=True)
class NewWorkbook:
    """A workbook just written, and in French what was carried over into it."""

    path: Path
    carried_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A run of `build_packets` on one workbook; no packet while a value is wrong."""

    verification: Verification
    packets: tuple[Packet, ...]

    @property
    def exit_code(self) -> ExitCode:
        """That of the verification; an incomplete bundle is no success, whatever is wanting."""
        placed = (placed for packet in self.packets for placed in packet.plan.pieces)
        wanting = {each.part.state for each in placed if not each.part.state.is_included}
        if self.verification.exit_code or not wanting:
            return self.verification.exit_code
        refused = wanting == {State.REFUSEE}
        return ExitCode.ANNEX_REFUSED if refused else ExitCode.DOSSIER_NOT_CONFORM


def new_workbook(
    destination: Path, *, annee: int | None, actions: int, depuis: Path | None
) -> NewWorkbook:
    """Write the workbook of a year (the newest by default), with what `depuis` already holds.

    Raises UsageError when the file exists: a filled workbook is never overwritten.
    """
    from packetgen import campagne as campagnes
    from packetgen import verification
    from packetgen.workbook.create import create

    destination = free_xlsx(destination)
    campagne = campagnes.load(annee or max(campagnes.years()))
    if depuis is None:
        create(destination, campagne, actions=actions)
        return NewWorkbook(destination)
    _, earlier = verification.read_workbook(depuis)
    # the pieces of an action that the new workbook has no sheet for go with it
    pieces = tuple(piece for piece in earlier.dossier.pieces if piece.action <= actions)
    carried = replace(earlier.dossier, annee=campagne.annee, actions=(), pieces=pieces, origins={})
    create(destination, campagne, actions=actions, dossier=carried)
    return NewWorkbook(destination, describe_carried_over(carried))


def free_xlsx(destination: Path) -> Path:
    """Return the path, in .xlsx, of a workbook to be written; raise UsageError when it exists."""
    if destination.suffix.lower() != ".xlsx":
        destination = destination.with_name(f"{destination.name}.xlsx")
    if destination.exists():
        raise UsageError(f"{destination} existe déjà : choisissez un autre nom, ou déplacez-le.")
    return destination


def describe_carried_over(dossier: Dossier) -> tuple[str, ...]:
    """Say in French what a new workbook takes from an earlier one."""
    pieces = sum(bool(piece.fichier) for piece in dossier.pieces)
    if not dossier.porteur.denomination:
        return ("Rien à reprendre : ce classeur ne donne pas le nom de la structure.",)
    return (
        f"Repris : le porteur «{NBSP}{dossier.porteur.denomination}{NBSP}»"
        f" et {count(pieces, 'nom de pièce', 'noms de pièces')}.",
        "À vérifier : les dirigeants, le RIB et les pièces ont pu changer depuis.",
    )


def verify(source: Path, *, today: date) -> Verification:
    """Read a workbook, try each of its files, and run the rules of its year."""
    with TemporaryDirectory(prefix="packetgen-") as folder, Intakes(Path(folder)) as asked:
        # here, so that the process of the annexes loads at the same time
        from packetgen import verification

        return verification.finish(verification.begin(source, asked), asked, today)


def build_packets(
    source: Path,
    output: Path,
    *,
    numero: int | None,
    pour: str = "complet",
    engine: str,
    today: date,
    keep_docx: bool,
    strict: bool,
    report: Report,
) -> Outcome:
    """Make one proved bundle for each action of a workbook, or for the action `numero` alone.

    Nothing is made while a value is wrong; a wanting piece makes the bundle `-INCOMPLET`.
    """
    refuse_unwritable(output)
    with TemporaryDirectory(prefix="packetgen-") as folder, Intakes(Path(folder)) as asked:
        # each import stands where it loads while another process works
        from packetgen import verification

        work = Path(folder)
        report(f"Lecture de {source.name} et de ses pièces")
        begun = verification.begin(source, asked, numero, pour)
        from packetgen import packing

        verified = verification.finish(begun, asked, today)
        if verified.blocking:
            return Outcome(verified, ())
        report("Écriture des documents Word")
        sources = [verification.Sources(verified, action) for action in verified.dossier.actions]
        drafts = [packing.draft(each, today, work) for each in sources]
        with ThreadPoolExecutor(max_workers=1) as beside:
            # the engine here, where an interruption ends it; what binds is loaded meanwhile
            beside.submit(import_module, "packetgen.delivery")
            conversions = packing.convert(drafts, work, engine)
        from packetgen import binding, delivery

        report("Assemblage et contrôle du dossier")
        drafts = [packing.settle(each, conversions, today, work, engine) for each in drafts]
        bundles = [binding.bind(each, conversions, today, work) for each in drafts]
        verification.refuse_changes(begun, verified)
        packets = tuple(
            delivery.deliver(each, bound, output, keep_docx=keep_docx, strict=strict)
            for each, bound in zip(drafts, bundles, strict=True)
        )
        return Outcome(verified, packets)


def register(
    bundles: Sequence[Path], destination: Path, *, today: date, report: Report
) -> tuple[Registre, Path]:
    """Prove received bundles and write their register, an .xlsx file dated `today`.

    `bundles` are files, or folders that hold some. Raises UsageError when there is none, or when
    the register exists: what people wrote in it is never overwritten.
    """
    from packetgen import publication, reception
    from packetgen.workbook.registre import to_workbook

    destination = free_xlsx(destination)
    files = reception.find_bundles(bundles)
    if not files:
        raise UsageError("aucun fichier PDF à cet endroit : donnez les dossiers reçus.")
    whole = number(len(files))
    found = reception.receive(files, lambda done: report(f"Contrôle du dossier {done} sur {whole}"))
    return found, publication.publish(to_workbook(found, today), destination)

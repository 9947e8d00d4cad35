"""Prove a bundle from its file alone, against the ledger attached to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pikepdf import Name, PasswordError, Pdf, settings
from pypdfium2 import PdfDocument

from packetgen.bundle.ledger import DESCRIPTION, NAME, from_json
from packetgen.bundle.proof import attachments, page_diff, printed, structure
from packetgen.bundle.proof.attachments import attached
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.bundle.proof.identifier import is_as_written
from packetgen.bundle.proof.seal import print_seal
from packetgen.bundle.tags import Reading
from packetgen.model.bundle import Difference, Examination, Fingerprints, Ledger
from packetgen.text import count, enumerate_words

# Of one stream of operators or of a font, in bytes: no true page comes near
MOST_DECODED = 200_000_000

PROTECTED = "ce fichier est protégé par un mot de passe"
NO_PDF = "ce fichier n’est pas un PDF, ou il est abîmé"
NOT_OURS = "ce PDF n’est pas un dossier fait par packetgen"
NO_LEDGER = f"le fichier joint « {NAME} » a été retiré : il n’y a plus de quoi faire la preuve"
WRONG_LEDGER = f"le fichier joint « {NAME} » a été modifié : il ne peut plus être lu"
DAMAGED = "le fichier est abîmé : il ne peut pas être relu jusqu’au bout"
AMBIGUOUS = "le fichier est abîmé ou se contredit : d’autres lecteurs peuvent y voir autre chose"
CUT = "le fichier est tronqué : sa fin manque, il n’a pas été reçu ou enregistré en entier"
CUT_PDF = f"ce PDF est abîmé ; {CUT}"
CAUSES, END_WITHIN = (DAMAGED, AMBIGUOUS), 2048
HARMLESS = "handled correctly by qpdf and most other applications"
SAVED = "même contenu, enregistré autrement : un autre programme a écrit ce fichier"
CHANGED = "même contenu, propriétés changées : {}"
FORMER = (
    "fait par une version antérieure de packetgen : son sceau n’engage pas le contenu des pages, et"
    " il est impossible de dire si le fichier a été enregistré autrement"
)


def examine(path: Path) -> Examination:
    """Check the file at `path` against the ledger attached to it; nothing is ever raised.

    A hostile file may take long: callers set their own limit of time.
    """
    try:
        with _bounded(), Pdf.open(path) as pdf:
            files = attached(pdf)
            if NAME not in files:
                if str(pdf.docinfo.get(Name.Creator, "")) != "packetgen":
                    return Examination(problem=NOT_OURS)
                return Examination(differences=(Difference(NO_LEDGER),))
            try:
                ledger, prints, seal = from_json(files[NAME])
            except ValueError:
                return Examination(differences=(Difference(WRONG_LEDGER),))
            tags = structure.spoken(pdf)
            properties = structure.properties(pdf, tags.elements if tags else None)
            if prints.properties is not None:
                print_seal(pdf, ledger.plan)
            listed = differences(path, pdf, Digester(pdf), ledger, prints, seal, tags)
            # the cause first: a damaged file shows other pages
            found = tuple(sorted(_until_damage(listed), key=lambda one: one.text not in CAUSES))
            if found and found[0].text in CAUSES and _is_cut(path):
                found = (Difference(CUT), *found)
            notes = () if found else tuple(_notes(path, prints, properties))
            return Examination(ledger, seal, found, notes)
    except PasswordError:
        return Examination(problem=PROTECTED)
    except Exception:  # noqa: BLE001 - whatever the libraries raise on a hostile or damaged file
        return Examination(problem=CUT_PDF if _is_cut(path) else NO_PDF)


def _is_cut(path: Path) -> bool:
    """Whether a PDF lacks its end, as one that was not received or saved whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return content.startswith(b"%PDF-") and b"%%EOF" not in content[-END_WITHIN:]


@contextmanager
def _bounded() -> Iterator[None]:
    """Refuse streams that decode to too much; qpdf has one limit for the whole process."""
    limit = int(settings.set_qpdf_limits(flate_max_memory=MOST_DECODED)["flate_max_memory"])
    try:
        yield
    finally:
        settings.set_qpdf_limits(flate_max_memory=limit)


def _until_damage(found: Iterator[Difference]) -> Iterator[Difference]:
    """Yield differences; a file that cannot be read further is one."""
    try:
        yield from found
    except Exception:  # noqa: BLE001 - as above
        yield Difference(DAMAGED)


def _notes(path: Path, prints: Fingerprints, properties: Mapping[str, str]) -> Iterator[str]:
    if prints.properties is None:
        yield FORMER
        return
    expected = {**prints.properties, f"/Desc {NAME}": DESCRIPTION}
    if changed := structure.changed(expected, properties):
        yield CHANGED.format(enumerate_words(changed))
    elif not is_as_written(memoryview(path.read_bytes())):
        yield SAVED


def differences(
    path: Path,
    pdf: Pdf,
    digester: Digester,
    ledger: Ledger,
    prints: Fingerprints,
    seal: str,
    tags: Reading | None,
) -> Iterator[Difference]:
    """Yield whatever of the file, opened as `pdf`, is not as a ledger and its prints say."""
    yield from attachments.differences(pdf, ledger.attachments)
    yield from structure.differences(pdf, ledger.plan, tags)
    plan, found = ledger.plan, digester.fingerprints().pages
    yield from page_diff.pages(plan, prints.pages, found)
    # All that draws was read by now
    if any(HARMLESS not in str(warning) for warning in pdf.get_warnings()):
        yield Difference(AMBIGUOUS)
    with PdfDocument(path) as document:
        counted = {len(document), len(found)} - {plan.pages}
        if counted:
            yield Difference(f"{count(max(counted), 'page')} au lieu de {plan.pages}")
        pairs = list(zip(found, prints.pages, strict=False))
        if counted or any(one != other and one in prints.pages for one, other in pairs):
            # Pages are not in their places: all that leads to them is wrong too, and known
            return
        known = {number for number, (one, other) in enumerate(pairs, 1) if one != other}
        units = [float(page.obj.get(Name.UserUnit, 1)) for page in pdf.pages]
        yield from printed.stamps(document, ledger, units, known)
        yield from printed.sommaire(document, plan)
        yield from printed.outline(document, plan)
        yield from printed.labels(document, plan)
        yield from printed.sealed(document, plan, seal)

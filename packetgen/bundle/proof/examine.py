"""Prove a bundle from its file alone, against the ledger attached to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pikepdf import Name, PasswordError, Pdf, settings
from pypdfium2 import PdfDocument

from packetgen.bundle.ledger import NAME, from_json
from packetgen.bundle.proof import page_diff, printed
from packetgen.bundle.proof.coding import decoded
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.model.bundle import Difference, Fingerprints, Ledger
from packetgen.text import count

# Of one stream of operators or of a font, in bytes: no true page comes near
MOST_DECODED = 200_000_000

PROTECTED = "ce fichier est protégé par un mot de passe"
NO_PDF = "ce fichier n’est pas un PDF, ou il est abîmé"
NOT_OURS = "ce PDF n’est pas un dossier fait par packetgen"
NO_LEDGER = f"le fichier joint « {NAME} » a été retiré : il n’y a plus de quoi faire la preuve"
WRONG_LEDGER = f"le fichier joint « {NAME} » a été modifié : il ne peut plus être lu"
DAMAGED = "le fichier est abîmé : il ne peut pas être relu jusqu’au bout"
ADDED = "un formulaire, un calque ou une action a été ajouté au document, ou retiré"


@dataclass(frozen=True)
class Examination:
    """What was found in a file: a ledger and what differs from it, or the `problem` with it.

    A file with a problem is no bundle at all.
    """

    ledger: Ledger | None = None
    seal: str = ""
    differences: tuple[Difference, ...] = ()
    problem: str = ""

    @property
    def is_proved(self) -> bool:
        """Whether the file is, page by page, the bundle that packetgen made."""
        return not self.differences and not self.problem


def examine(path: Path) -> Examination:
    """Check the file at `path` against the ledger attached to it; nothing is ever raised.

    A hostile file may take long: callers set their own limit of time.
    """
    try:
        with _bounded(), Pdf.open(path) as pdf:
            files = attached(pdf)
            if NAME not in files:
                made_here = str(pdf.docinfo.get(Name.Creator, "")) == "packetgen"
                if not made_here:
                    return Examination(problem=NOT_OURS)
                return Examination(differences=(Difference(NO_LEDGER),))
            try:
                ledger, prints, seal = from_json(files[NAME])
            except ValueError:
                return Examination(differences=(Difference(WRONG_LEDGER),))
            found = differences(path, pdf, Digester(pdf), ledger, prints, seal)
            return Examination(ledger, seal, tuple(_until_damage(found)))
    except PasswordError:
        return Examination(problem=PROTECTED)
    except Exception:  # noqa: BLE001 - whatever the libraries raise on a hostile or damaged file
        return Examination(problem=NO_PDF)


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


def attached(pdf: Pdf) -> dict[str, bytes]:
    """Return the files attached to `pdf`, by name; `b""` for one that readers may not read."""
    files = ((name, spec.get_file().obj) for name, spec in pdf.attachments.items())
    return {name: decoded(file, file.read_raw_bytes()) or b"" for name, file in files}


def differences(
    path: Path, pdf: Pdf, digester: Digester, ledger: Ledger, prints: Fingerprints, seal: str
) -> Iterator[Difference]:
    """Yield whatever of the file, opened as `pdf`, is not as a ledger and its prints say."""
    yield from _attachments(attached(pdf), ledger.attachments)
    plan, found = ledger.plan, digester.fingerprints()
    yield from page_diff.pages(plan, prints.pages, found.pages)
    if found.document != prints.document:
        yield Difference(ADDED)
    with PdfDocument(path) as document:
        counted = {len(document), len(found.pages)} - {plan.pages}
        if counted:
            yield Difference(f"{count(max(counted), 'page')} au lieu de {plan.pages}")
        pairs = list(zip(found.pages, prints.pages, strict=False))
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


def _attachments(found: Mapping[str, bytes], expected: Mapping[str, str]) -> Iterator[Difference]:
    """Compare the files attached to the bundle with those that the ledger names."""
    for name in sorted({*found, *expected} - {NAME}):
        if name not in expected:
            yield Difference(f"le fichier joint « {name} » a été ajouté")
        elif name not in found:
            yield Difference(f"le fichier joint « {name} » a été retiré")
        elif sha256(found[name]).hexdigest() != expected[name]:
            yield Difference(f"le fichier joint « {name} » a été modifié")

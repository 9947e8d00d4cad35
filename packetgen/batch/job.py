"""What a batch asks for one dossier, and its outcome; both travel between processes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from packetgen import __version__, resources
from packetgen.annexes.find_file import find_file
from packetgen.errors import AnnexRefused, ExitCode
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.system.files import digest_of

# State of a dossier that asks nothing of the bundle's funder
NOTHING_ASKED = "sans demande"


class Options(Struct, frozen=True):
    """Options common to all dossiers of a batch: the date that they bear, which bundle (`pour`)."""

    today: date
    engine: str = "integre"
    pour: str = "complet"


class Order(Struct, frozen=True):
    """A workbook to process, and the folder for its files; `name` is the dossier's."""

    name: str
    workbook: Path
    output: Path
    options: Options


class DossierOutcome(Struct, frozen=True):
    """Outcome of a dossier.

    `code` is the exit code of the same dossier alone. `inputs` are the files it was made of with
    their SHA-256, empty for one that was not there, by path relative to the workbook's folder;
    `files` those that it gave. `problem` is the first thing that is wrong, `kind` its cell and rule
    or its piece and state, `counts` how many are, by level. `amounts` are in euros by action,
    `seconds` the time it took. All is what JSON can hold.
    """

    code: int
    porteur: str = ""
    actions: Sequence[str] = ()
    amounts: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""
    kind: str = ""
    pages: int = 0
    size: int = 0
    seconds: float = 0.0
    inputs: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether the dossier has its files, complete or not."""
        return bool(self.files)

    @property
    def state(self) -> str:
        """The state in French."""
        if self.kind == NOTHING_ASKED:
            return NOTHING_ASKED
        if self.is_done:
            return "complet" if self.code == ExitCode.DONE else "incomplet"
        blocked = self.code == ExitCode.DOSSIER_NOT_CONFORM and self.counts
        return "à corriger" if blocked else "en échec"


def described(dossier: Dossier, campagne: Campagne) -> dict[str, Any]:
    """Return what an outcome says of a dossier's own content."""
    titles = [action.intitule for action in dossier.actions]
    amounts = [str(each.montant_demande(campagne.chef_de_file)) for each in dossier.actions]
    return {"porteur": dossier.porteur.denomination, "actions": titles, "amounts": amounts}


def failed(code: ExitCode, problem: str, seconds: float = 0.0) -> DossierOutcome:
    """Return the outcome of a dossier without files."""
    return DossierOutcome(int(code), problem=problem, seconds=seconds)


def context_of(options: Options) -> str:
    """Return the digest of what all dossiers depend on: version, options, data and templates."""
    found = sha256(f"{__version__} {options}".encode())
    for root, kind in product(resources.roots(), ("data", "templates")):
        folder = root / kind
        for path in sorted(folder.glob("[0-9]*/*")):
            if path.is_file():
                found.update(f"{path.relative_to(folder)} {digest_of(path)}".encode())
    return found.hexdigest()


def files_of(dossier: Dossier, folder: Path) -> Iterator[tuple[str, Path | None]]:
    """Yield the files that a dossier names, relative to its folder; None for one astray."""
    for name in (*(piece.fichier for piece in dossier.pieces), dossier.porteur.image_signature):
        if name:
            try:
                path = find_file(name, folder)
                yield named(path, folder), path
            except AnnexRefused:
                yield name, None


def named(path: Path, folder: Path) -> str:
    """Return a path relative to the folder of its workbook."""
    root = folder.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

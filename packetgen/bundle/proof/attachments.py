"""Check the attached files: one name each, one content for every reader, those of the ledger."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from pikepdf import Array, Dictionary, Name, Object, Pdf

from packetgen.bundle.ledger import NAME
from packetgen.bundle.pdf_page import entries_of, items
from packetgen.bundle.proof.coding import decoded
from packetgen.model.bundle import Difference


def named(pdf: Pdf) -> list[tuple[str, Object]]:
    """Return the specification of each attached file with its name, in their order.

    Names are as packetgen writes them: all in one list, which pikepdf would repair.
    """
    tree = entries_of(entries_of(pdf.Root.get(Name.Names)).get("/EmbeddedFiles"))
    pairs = items(tree.get("/Names"))
    return [(str(name), file) for name, file in zip(pairs[::2], pairs[1::2], strict=False)]


def attached(pdf: Pdf) -> dict[str, bytes]:
    """Return the files attached to `pdf`, by name; `b""` for one that readers may not read."""
    return {name: _versions(file)[0] for name, file in named(pdf)}


def _versions(file: Object) -> list[bytes]:
    held = file.get(Name.EF, Dictionary()).as_dict().values()
    return [decoded(each, each.read_raw_bytes()) or b"" for each in held] or [b""]


def differences(pdf: Pdf, expected: Mapping[str, str]) -> Iterator[Difference]:
    """Compare the files attached to a bundle with those that its ledger names."""
    files = [(name, file, _versions(file)) for name, file in named(pdf)]
    found = {name: versions[0] for name, _, versions in files}
    if len(found) != len(files):
        yield Difference("plusieurs fichiers joints portent le même nom")
    for name in sorted({*found, *expected} - {NAME}):
        if name not in expected:
            yield Difference(f"le fichier joint « {name} » a été ajouté")
        elif name not in found:
            yield Difference(f"le fichier joint « {name} » a été retiré")
        elif sha256(found[name]).hexdigest() != expected[name]:
            yield Difference(f"le fichier joint « {name} » a été modifié")
    for name, file, versions in files:
        if any(str(file.get(key, "")) != name for key in (Name.F, Name.UF)):
            yield Difference(f"le fichier joint « {name} » porte plusieurs noms")
        if len({*versions}) > 1:
            yield Difference(f"le fichier joint « {name} » en cache un autre")
    associated = pdf.Root.get(Name.AF, Array())
    if {file.objgen for file in associated} != {file.objgen for _, file, _ in files}:
        yield Difference("les fichiers associés au document ne sont pas ceux qui y sont joints")

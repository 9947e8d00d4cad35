"""What the structure of a bundle holds that packetgen does not write is told, so are properties."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Name, Object, Pdf, String

from packetgen.bundle.proof.examine import examine
from packetgen.bundle.proof.structure import has_one_start, properties
from tests import tables
from tests.bundle import harm
from tests.bundle.harm import Harm, page_of
from tests.bundle.samples import Bundle

TABLE = tables.table(__file__)
AT: dict[str, Callable[[Pdf], Object]] = {
    "root": lambda pdf: pdf.Root,
    "info": lambda pdf: pdf.docinfo,
    "page": lambda pdf: page_of(pdf, 8),
    "pages": lambda pdf: pdf.Root.Pages,
    "names": lambda pdf: pdf.Root.Names,
    "viewer": lambda pdf: pdf.Root.ViewerPreferences,
    "file": lambda pdf: pdf.attachments["dossier.json"].obj,
    "versions": lambda pdf: pdf.attachments["dossier.json"].obj.EF,
    "entry": lambda pdf: pdf.Root.Outlines.First.Next,
    "line": lambda pdf: page_of(pdf, 2).Annots[0],
}


def _set(at: str, key: str, value: str) -> Harm:
    return lambda pdf: AT[at](pdf).__setitem__(key, Object.parse(value.encode()))


def _hide(key: str) -> Harm:
    """Attach another file under the same name, for some readers."""
    return lambda pdf: AT["versions"](pdf).__setitem__(
        key, pdf.make_stream(b"MZ", Type=Name.EmbeddedFile)
    )


def _twice(pdf: Pdf) -> None:
    names = pdf.Root.Names.EmbeddedFiles.Names
    names.append(String("dossier.json"))
    names.append(pdf.make_indirect(AT["file"](pdf).copy()))


def _associated(pdf: Pdf) -> None:
    pdf.Root.AF.append(pdf.make_indirect(AT["file"](pdf).copy()))


FORGED: list[tuple[Harm, str]] = [
    (_hide("/F"), "le fichier joint « dossier.json » en cache un autre"),
    (_hide("/DOS"), "on a ajouté à un fichier joint « DOS »"),
    (_twice, "plusieurs fichiers joints portent le même nom"),
    (_associated, "les fichiers associés au document ne sont pas ceux qui y sont joints"),
]


def _cases(kind: str) -> list[tuple[Harm, str]]:
    places = {"page": "page 8, pièce 4 « Comptes annuels »", "line": "page 2, « Sommaire »"}
    return [(_set(*change), found.format(**places)) for *change, found in TABLE[kind]]


@pytest.mark.parametrize(("done", "expected"), [*FORGED, *_cases("forged")])
def test_what_packetgen_does_not_write_is_told(
    done: Harm, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done))
    assert expected in [difference.text for difference in found.differences]


def _validated(pdf: Pdf, entry: str) -> None:
    with pdf.open_metadata() as metadata:
        metadata[entry] = "VALIDE 65 000"


SIGNED = "métadonnées « Jardins partagés, description VALIDE 65 000 » au lieu de « Jardins"
RETITLED = "métadonnées « VALIDE 65 000 » au lieu de « Jardins partagés »"


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        *_cases("changed"),
        (lambda pdf: _validated(pdf, "dc:title"), RETITLED),
        (lambda pdf: _validated(pdf, "dc:description"), SIGNED),
    ],
)
def test_properties_that_changed_are_told_of_the_same_content(
    done: Harm, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done))
    assert found.is_proved
    [note] = found.notes
    assert note.startswith("même contenu, propriétés changées : ")
    assert expected in note


def test_what_is_long_is_a_property_to_its_end(bundle: Bundle) -> None:
    found = []
    with Pdf.open(bundle.path) as pdf:
        for end in "12":
            pdf.docinfo["/Title"] = "Jardins " * 500 + end
            found.append(properties(pdf, None)["/Title"])
    assert found[0] != found[1] and max(map(len, found)) < 600


@pytest.mark.parametrize(("name", "start", "is_one"), TABLE["starts"])
def test_a_file_that_starts_at_two_tables_is_told(name: str, start: int, is_one: bool) -> None:
    """Poppler starts with the table that stands after the first object of a linearized file."""
    content = b"%%PDF-1.7\n1 0 obj\n<< /%b 1 >>\nendobj\nxref\nstartxref\n%d\n%%%%EOF\n"
    assert has_one_start(content % (name.encode(), start)) is is_one

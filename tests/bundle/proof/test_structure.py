"""What the structure of a bundle holds that packetgen does not write is told, so are properties."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from packetgen.bundle.proof.examine import examine
from tests.bundle import harm
from tests.bundle.harm import Harm, page_of
from tests.bundle.samples import Bundle

SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
Find = Callable[[Pdf], Object]


def _set(find: Find, key: str, value: object) -> Harm:
    return lambda pdf: find(pdf).__setitem__(key, value)


_root: Find = lambda pdf: pdf.Root  # noqa: E731
_page: Find = lambda pdf: page_of(pdf, 8)  # noqa: E731
_viewer: Find = lambda pdf: pdf.Root.ViewerPreferences  # noqa: E731
_spec: Find = lambda pdf: pdf.attachments["dossier.json"].obj  # noqa: E731
_entry: Find = lambda pdf: pdf.Root.Outlines.First.Next  # noqa: E731
_line: Find = lambda pdf: page_of(pdf, 2).Annots[0]  # noqa: E731


def _hide(key: str) -> Harm:
    return lambda pdf: _spec(pdf).EF.__setitem__(key, _another(pdf))


def _another(pdf: Pdf) -> Object:
    return pdf.make_stream(b"MZ", Type=Name.EmbeddedFile)


def _twice(pdf: Pdf) -> None:
    names = pdf.Root.Names.EmbeddedFiles.Names
    names.append(String("dossier.json"))
    names.append(pdf.make_indirect(_spec(pdf).copy()))


DOCUMENT = "on a ajouté au document {}".format
PAGE_8 = "page 8, pièce 4 « Comptes annuels » : on y a ajouté {}".format
LINE = "page 2, « Sommaire » : on y a ajouté {}".format
ENTRY = "on a ajouté à un signet {}".format
FILE = "le fichier joint « dossier.json » {}".format
ACTION = "une action automatique (AA)"
OTHER_NAME, HIDDEN = FILE("porte plusieurs noms"), FILE("en cache un autre")
NEXT = Dictionary(S=Name.URI, URI="https://a.example", Next=SCRIPT)
FORGED: dict[str, tuple[Harm, str]] = {
    "script of a page": (_set(_page, "/AA", Dictionary(O=SCRIPT)), PAGE_8(ACTION)),
    "script of an entry": (_set(_entry, "/A", SCRIPT), ENTRY("une action (A)")),
    "script of a link": (_set(_line, "/A", SCRIPT), LINE("une action (S)")),
    "next action": (_set(_line, "/A", NEXT), LINE("« Next »")),
    "names of scripts": (
        _set(lambda pdf: pdf.Root.Names, "/JavaScript", Dictionary(Names=["x", SCRIPT])),
        DOCUMENT("un script (JavaScript)"),
    ),
    "full screen": (_set(_root, "/PageMode", Name.FullScreen), DOCUMENT("un affichage (PageMode)")),
    "no menu": (_set(_viewer, "/HideMenubar", value=True), DOCUMENT("« HideMenubar »")),
    "transition": (_set(_page, "/Trans", Dictionary(S=Name.Fade)), PAGE_8("une action (S)")),
    "executable": (_set(_spec, "/UF", "dossier.exe"), OTHER_NAME),
    "another file for old readers": (_hide("/F"), HIDDEN),
    "another file for DOS": (_hide("/DOS"), "on a ajouté à un fichier joint « DOS »"),
    "two of a name": (_twice, "plusieurs fichiers joints portent le même nom"),
    "a file associated": (
        lambda pdf: pdf.Root.AF.append(pdf.make_indirect(_spec(pdf).copy())),
        "les fichiers associés au document ne sont pas ceux qui y sont joints",
    ),
    "a file of a page": (_set(_page, "/AF", Array([])), PAGE_8("un fichier associé (AF)")),
} | {
    key: (_set(_root, f"/{key}", value), DOCUMENT(f"{said} ({key})" if said else f"« {key} »"))
    for key, value, said in (
        ("OpenAction", SCRIPT, "une action à l’ouverture"),
        ("AA", Dictionary(WC=SCRIPT), "une action automatique"),
        ("AcroForm", Dictionary(Fields=[], NeedAppearances=True), "un formulaire"),
        ("Collection", Dictionary(View=Name.D), "un porte-documents"),
        *((key, Dictionary(), "") for key in ("URI", "Perms", "Dests", "DPartRoot", "DSS")),
    )
}


@pytest.mark.parametrize(("done", "expected"), FORGED.values(), ids=FORGED)
def test_what_packetgen_does_not_write_is_told(
    done: Harm, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done))
    assert expected in [difference.text for difference in found.differences]


def _info(key: str, value: str) -> Harm:
    return lambda pdf: pdf.docinfo.__setitem__(key, value)


def _spoken(pdf: Pdf) -> None:
    said = Dictionary(S=Name.P, ActualText="VALIDÉ 65 000 €")
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array([said]))


TITLE = "titre « VALIDÉ 65 000 € » au lieu de « Jardins partagés »"
PROPERTIES: dict[str, tuple[Harm, str]] = {
    "title": (_info("/Title", "VALIDÉ 65 000 €"), TITLE),
    "a new one": (_info("/Keywords", "validé"), "mots-clés « validé » au lieu de «  »"),
    "language": (_set(_root, "/Lang", "de"), "langue « de » au lieu de « fr-FR »"),
    "display": (
        _set(_root, "/PageMode", Name.UseNone),
        "PageMode « /UseNone » au lieu de « /UseOutlines »",
    ),
    "description": (
        _set(_spec, "/Desc", "validé"),
        "Desc dossier.json « validé » au lieu de « Données du dossier »",
    ),
    "spoken text": (_spoken, "textes lus à voix haute « 0\xa0élément, "),
}


@pytest.mark.parametrize(("done", "expected"), PROPERTIES.values(), ids=PROPERTIES)
def test_properties_that_changed_are_told_of_the_same_content(
    done: Harm, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done))
    assert found.is_proved
    [note] = found.notes
    assert note.startswith("même contenu, propriétés changées : ")
    assert expected in note

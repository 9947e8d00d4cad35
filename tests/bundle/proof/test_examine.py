"""From its file alone a bundle is proved, and whatever was done to it is found and named."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, PdfImage, Stream
from PIL import ImageDraw

from packetgen.bundle.ledger import NAME, from_json, seal
from packetgen.bundle.proof.examine import examine
from tests.bundle import harm
from tests.bundle.harm import Harm, drawn_by, page_of
from tests.bundle.proof.saves import SAVES, Save
from tests.bundle.samples import Bundle


def test_a_true_bundle_is_proved(bundle: Bundle) -> None:
    found = examine(bundle.path)
    assert found.is_proved
    ledger, prints, sealed = from_json(bundle.json)
    assert (found.ledger, found.seal, found.notes) == (ledger, sealed, ())
    assert (ledger, sealed) == (bundle.ledger, seal(ledger, prints))


def _swap_pieces(pdf: Pdf) -> None:
    pdf.pages[3], pdf.pages[7] = pdf.pages[7], pdf.pages[3]


def _overlay(pdf: Pdf) -> None:
    page = page_of(pdf, 8)
    page.Contents = Array([page.Contents, pdf.make_stream(b"1 g 85 695 60 20 re f")])


def _pixels(pdf: Pdf) -> None:
    """A figure of the scan becomes another."""
    image = next(iter(drawn_by(pdf, 10).Resources.XObject.as_dict().values()))
    assert isinstance(image, Stream)
    seen = PdfImage(image).as_pil_image().copy()
    ImageDraw.Draw(seen).text((310, 520), "8", fill=20, font_size=16)
    buffer = BytesIO()
    seen.save(buffer, "JPEG", quality=80)
    image.write(buffer.getvalue(), filter=Name.DCTDecode)


def _annotate(pdf: Pdf) -> None:
    drawn = pdf.make_stream(b"1 g 0 0 60 20 re f", Subtype=Name.Form, BBox=Array([0, 0, 60, 20]))
    square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[85, 695, 145, 715])
    square.AP = Dictionary(N=drawn)
    page_of(pdf, 8).Annots = Array([pdf.make_indirect(square)])


def _link(page: int, link: int, target: int) -> Harm:
    """Have a link, from 0, of a page lead to another; 0 is a page that is not there."""

    def change(pdf: Pdf) -> None:
        nowhere = pdf.make_indirect(Dictionary(Type=Name.Page))
        page_of(pdf, page).Annots[link].Dest[0] = page_of(pdf, target) if target else nowhere

    return change


def _outline(change: Callable[[list[OutlineItem]], object]) -> Harm:
    def done(pdf: Pdf) -> None:
        with pdf.open_outline() as outline:
            change(outline.root)

    return done


def _bordereau(pdf: Pdf) -> None:
    contents = page_of(pdf, 11).Contents
    contents.write(contents.read_bytes().replace(b"statuts.pdf", b"statuts.doc"))


def _layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="plan"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))


STATUTS, COMPTES = "pièce 2 « Statuts »", "pièce 4 « Comptes annuels »"
PAGE_8, LINE_2 = f"page 8, {COMPTES}", f"sommaire, ligne de la {STATUTS}"
DRAWING, FRAME = "son texte ou son tracé a changé", "son format ou son orientation a changé"
NOTES = "ses liens ou ses annotations ont changé"
ADDED = "on a ajouté au document {}".format
SEAL = "le bordereau joint n’est pas celui dont le sceau est imprimé"
FILE = "le fichier joint « {} » a été {}".format
# What was done, how each difference found begins
FOUND: list[tuple[Harm, list[str]]] = [
    (
        lambda pdf: pdf.pages.__delitem__(4),
        [f"page 5, {STATUTS} : elle a été retirée", "10\xa0pages au lieu de 11"],
    ),
    (harm.swap, [f"page 5, {STATUTS} : elle est maintenant à la page 4"]),
    (
        _swap_pieces,
        [
            f"page 4, {STATUTS} : elle est maintenant à la page 8",
            f"{PAGE_8} : elle est maintenant à la page 4",
        ],
    ),
    (
        lambda pdf: pdf.pages.insert(5, pdf.pages[4]),
        ["page 5 du fichier : elle a été ajoutée, copie de la page 5", "12\xa0pages au lieu de 11"],
    ),
    (
        lambda pdf: pdf.pages.__setitem__(5, pdf.pages[4]),
        [f"page 6, {STATUTS} : elle a été remplacée par une copie de la page 5"],
    ),
    (Pdf.add_blank_page, ["page 12 du fichier : elle a été ajoutée", "12\xa0pages au lieu de 11"]),
    (lambda pdf: page_of(pdf, 8).__setitem__("/Rotate", 90), [f"{PAGE_8} : {FRAME}"]),
    (_overlay, [f"{PAGE_8} : {DRAWING}"]),
    (harm.cover_digit, [f"page 1, « Couverture » : {DRAWING}"]),
    (_pixels, ["page 10, pièce 5 « Avis d’impôt » : une image a changé"]),
    (
        _annotate,
        [f"{PAGE_8} : on y a ajouté {what}" for what in ("« AP »", "une annotation (Subtype)")]
        + [f"{PAGE_8} : {NOTES}"],
    ),
    (
        lambda pdf: page_of(pdf, 2).Annots.__delitem__(3),
        [f"page 2, « Sommaire » : {NOTES}", "4\xa0liens au sommaire pour 5\xa0pièces"],
    ),
    (_link(2, 1, 5), [f"{LINE_2}, lien vers la page 5 au lieu de 4"]),
    (_link(2, 1, 0), [f"{LINE_2}, lien vers aucune page au lieu de 4"]),
    (_link(4, 0, 5), [f"page 4, {STATUTS} : un de ses liens mène ailleurs"]),
    (
        _outline(lambda root: root.insert(3, OutlineItem(root.pop(3).title, 0))),
        ["signet « Pièce 2 – Statuts » vers la page 1 au lieu de « Pièce 2 – Statuts » vers"],
    ),
    (_outline(lambda root: root.pop()), ["signet « Bordereau » absent"]),
    (
        _outline(lambda root: root.append(OutlineItem("Pièce 6", 8))),
        ["signet « Pièce 6 » vers la page 9, en trop"],
    ),
    (_layer, [ADDED("des calques (OCProperties)")]),
    (harm.attachment("dossier.json", None), [FILE("dossier.json", "retiré")]),
    (harm.more_data, [FILE("virus.exe", "ajouté")]),
    (harm.attachment("dossier.json", b"{}"), [FILE("dossier.json", "modifié")]),
    (harm.no_ledger, [FILE(NAME, "retiré")]),
    (harm.attachment(NAME, b'{"forme": '), [f"{FILE(NAME, 'modifié')} : il ne peut plus être lu"]),
    (harm.ledger("parties", 3, "recu", "sha256", value="0" * 64), [SEAL]),
    (
        harm.ledger("empreintes", "pages", 4, "trace", value="0" * 32),
        [f"page 5, {STATUTS} : {DRAWING}", SEAL],
    ),
]


@pytest.mark.parametrize(("done", "expected"), FOUND)
def test_any_tampering_is_found_and_named(
    done: Harm, expected: list[str], bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done))
    assert not found.is_proved
    assert found.problem == ""
    texts = [difference.text for difference in found.differences]
    assert len(texts) == len(expected)
    assert [text[: len(start)] for text, start in zip(texts, expected, strict=True)] == expected


def test_a_difference_bears_the_number_of_its_piece(bundle: Bundle, tmp_path: Path) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, harm.digit, _pixels, harm.cover_digit))
    assert sorted(difference.numero for difference in found.differences) == [0, 4, 5]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (harm.swap, f"page 4, {STATUTS}, numéro imprimé « Pièce 2 · p. 2/3 — 5/11 » au lieu de"),
        (
            lambda pdf: setattr(page_of(pdf, 8), "Contents", page_of(pdf, 9).Contents),
            f"{PAGE_8}, numéro imprimé « Pièce 4 · p. 2/2 — 9/11 » au lieu de",
        ),
        (
            lambda pdf: page_of(pdf, 8).__setitem__("/Rotate", 90),
            f"{PAGE_8}, numéro imprimé absent",
        ),
        (_overlay, f"{PAGE_8}, sa page et son numéro ne sont pas à leur place"),
        (
            lambda pdf: pdf.Root.PageLabels.Nums[1].__setitem__("/St", 2),
            "page 1, « Couverture », étiquette « 2 »",
        ),
        (harm.cover_digit, SEAL),
        (_bordereau, SEAL),
    ],
)
def test_what_is_printed_is_held_to_the_plan_even_if_the_ledger_is_forged(
    done: Harm, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done, harm.fingerprints_again))
    assert found.differences[0].text.startswith(expected)


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_new_save_is_proved(save: Save, bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "saved.pdf"
    path.write_bytes(save(bundle.path.read_bytes()))
    assert path.read_bytes() != bundle.path.read_bytes()
    found = examine(path)
    assert found.is_proved
    [note] = found.notes
    how = "propriétés changées" if save is SAVES["pypdf, appended"] else "enregistré autrement"
    assert note.startswith(f"même contenu, {how}")

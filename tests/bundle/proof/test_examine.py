"""From its file alone a bundle is proved, what was done to it is named, what is none is said."""

import random
import re
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, PdfImage, Stream, String
from PIL import ImageDraw
from pypdf import PdfWriter
from pypdf.generic import RectangleObject

from packetgen.bundle.ledger import NAME, from_json, seal
from packetgen.bundle.proof.examine import examine
from tests import tables
from tests.annexes.pictures import saved
from tests.bundle import harm
from tests.bundle.forgery import FLATE
from tests.bundle.harm import Harm, drawn_by, page_of
from tests.bundle.proof.saves import SAVES, Save, prints_of
from tests.bundle.samples import PIECES, Bundle, piece


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
    image = drawn_by(pdf, 10).Resources.XObject.Im0
    assert isinstance(image, Stream)
    seen = PdfImage(image).as_pil_image().copy()
    ImageDraw.Draw(seen).text((310, 520), "8", fill=20, font_size=16)
    image.write(saved(seen, "JPEG", quality=80), filter=Name.DCTDecode)


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


TABLE = tables.table(__file__)
HARMS: dict[str, Harm] = {
    "a page removed": lambda pdf: pdf.pages.__delitem__(4),
    "pages swapped": harm.swap,
    "pieces swapped": _swap_pieces,
    "a page twice": lambda pdf: pdf.pages.insert(5, pdf.pages[4]),
    "a page replaced": lambda pdf: pdf.pages.__setitem__(5, pdf.pages[4]),
    "a page added": Pdf.add_blank_page,
    "a page turned": lambda pdf: page_of(pdf, 8).__setitem__("/Rotate", 90),
    "a page turned a little": lambda pdf: page_of(pdf, 1).__setitem__("/Rotate", 100),
    "a page cut, for some": lambda pdf: page_of(pdf, 8).__setitem__(
        "/CropBox", Array([String(""), 0, 595, 500])
    ),
    "what is no stream": lambda pdf: setattr(
        page_of(pdf, 8), "Contents", Array([page_of(pdf, 8).Contents, Dictionary()])
    ),
    "contents of another page": lambda pdf: setattr(
        page_of(pdf, 8), "Contents", page_of(pdf, 9).Contents
    ),
    "overlay": _overlay,
    "cover": harm.cover_digit,
    "bordereau": _bordereau,
    "pixels": _pixels,
    "annotation": _annotate,
    "a link removed": lambda pdf: page_of(pdf, 2).Annots.__delitem__(3),
    "a link moved": _link(2, 1, 5),
    "a link lost": _link(2, 1, 0),
    "a link of a piece": _link(4, 0, 5),
    "an entry moved": _outline(lambda root: root.insert(3, OutlineItem(root.pop(3).title, 0))),
    "an entry removed": _outline(lambda root: root.pop()),
    "an entry added": _outline(lambda root: root.append(OutlineItem("Pièce 6", 8))),
    "label": lambda pdf: pdf.Root.PageLabels.Nums[1].__setitem__("/St", 2),
    "layer": _layer,
    "no data": harm.attachment("dossier.json", None),
    "more data": harm.more_data,
    "other data": harm.attachment("dossier.json", b"{}"),
    "no ledger": harm.no_ledger,
    "a ledger cut short": harm.attachment(NAME, b'{"forme": '),
    "another file received": harm.ledger("parties", 3, "recu", "sha256", value="0" * 64),
    "another fingerprint": harm.ledger("empreintes", "pages", 4, "trace", value="0" * 32),
}


@pytest.mark.parametrize(("name", "expected"), TABLE["found"].items())
def test_any_tampering_is_found_and_named(
    name: str, expected: list[str], bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, HARMS[name]))
    assert not found.is_proved
    assert found.problem == ""
    texts = [difference.text for difference in found.differences]
    assert len(texts) == len(expected)
    assert [text[: len(start)] for text, start in zip(texts, expected, strict=True)] == expected


def test_a_difference_bears_the_number_of_its_piece(bundle: Bundle, tmp_path: Path) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, harm.digit, _pixels, harm.cover_digit))
    assert sorted(difference.numero for difference in found.differences) == [0, 4, 5]


@pytest.mark.parametrize(("name", "expected"), TABLE["forged"].items())
def test_what_is_printed_is_held_to_the_plan_even_if_the_ledger_is_forged(
    name: str, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, HARMS[name], harm.fingerprints_again))
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


def test_a_file_where_readers_find_other_objects_is_told(bundle: Bundle, tmp_path: Path) -> None:
    """PDFium looks for the last table under its whole name, qpdf for what ends so."""
    path, start = tmp_path / "two.pdf", bundle.path.read_bytes().split()[-2]
    writer = PdfWriter(bundle.path, incremental=True)
    writer.pages[7].cropbox = RectangleObject((0, 0, 595, 500))
    writer.write(path)
    path.write_bytes(path.read_bytes() + b"%%xstartxref\n%b\n%%%%EOF\n" % start)
    with Pdf.open(path) as pdf:
        assert Name.CropBox not in page_of(pdf, 8)
    [found] = examine(path).differences
    assert found.text.startswith("le fichier est abîmé ou se contredit")


def test_an_object_that_some_readers_do_not_find_is_told(bundle: Bundle, tmp_path: Path) -> None:
    """Of an entry of unknown kind poppler makes no object, PDFium and qpdf take the former one."""
    content, path = bundle.path.read_bytes(), tmp_path / "updated.pdf"
    with Pdf.open(bundle.path) as pdf:
        number, size = page_of(pdf, 8).objgen[0], int(pdf.trailer.Size)
    roots = b" ".join(re.findall(rb"/(?:Root|Info) \d+ 0 R", content))
    for kind, is_known in ((1, True), (9, False)):
        entry = b"%c%b\0\0" % (kind, content.index(b"\n%d 0 obj" % number).to_bytes(4))
        update = (
            b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%d 1] %b /Prev %b /Length 7 >>"
            b"\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        ) % (size, size + 1, number, roots, content.split()[-2], entry, len(content))
        path.write_bytes(content + update)
        assert examine(path).is_proved is is_known


def _locked(path: Path) -> None:
    with Pdf.open(BytesIO(piece(PIECES[1]))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="clé", user="clé"))


NO_PDF = "ce fichier n’est pas un PDF"
Write = Callable[[Path], object]
OTHERS: dict[str, tuple[Write, str]] = {
    "another PDF": (
        lambda path: path.write_bytes(piece(PIECES[1])),
        "ce PDF n’est pas un dossier fait par",
    ),
    "locked": (_locked, "ce fichier est protégé par un mot de passe"),
    "empty": (lambda path: path.write_bytes(b""), f"{NO_PDF}, ou il est abîmé"),
    "zip": (lambda path: path.write_bytes(b"PK\x03\x04" * 99), NO_PDF),
    "folder": (Path.mkdir, NO_PDF),
}


@pytest.mark.parametrize(("write_file", "problem"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_bundle_is_said_so(write_file: Write, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "fichier.pdf"
    write_file(path)
    found = examine(path)
    assert found.problem.startswith(problem)
    assert not found.is_proved


def _deep(pdf: Pdf) -> None:
    node = pdf.make_indirect(Dictionary())
    for _ in range(3000):
        node = pdf.make_indirect(Dictionary(N=node))
    harm.page_of(pdf, 8).Resources.Properties = Dictionary(K=node)


@pytest.mark.parametrize("hostile", [_deep, lambda pdf: pdf.pages.__delitem__(slice(None))])
def test_a_hostile_bundle_is_not_proved(hostile: Harm, bundle: Bundle, tmp_path: Path) -> None:
    assert not examine(harm.harmed(bundle.path, tmp_path, hostile)).is_proved


def test_a_stream_that_swells_without_end_is_not_read_to_it(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits, bomb = pikepdf.settings.get_qpdf_limits(), zlib.compress(b" " * 5_000_000)
    monkeypatch.setattr("packetgen.bundle.proof.examine.MOST_DECODED", 1_000_000)
    path = harm.harmed(
        bundle.path, tmp_path, lambda pdf: harm.drawn_by(pdf, 8).write(bomb, filter=FLATE)
    )
    [found] = examine(path).differences
    assert found.text == "page 8, pièce 4 « Comptes annuels » : son texte ou son tracé a changé"
    assert pikepdf.settings.get_qpdf_limits() == limits


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.slow if seed > 7 else ()) for seed in range(40)]
)
def test_damage_is_never_proved_unless_nothing_is_lost(
    seed: int, bundle: Bundle, tmp_path: Path
) -> None:
    """Bytes of the file cut or changed: what is still proved shows each page as it was."""
    chance = random.Random(seed)  # noqa: S311 - the same damage each time
    data = bytearray(bundle.path.read_bytes())
    if seed % 4 == 0:
        del data[chance.randrange(len(data)) :]
    else:
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path = tmp_path / "damaged.pdf"
    path.write_bytes(data)
    if examine(path).is_proved:
        assert prints_of(path.read_bytes()) == prints_of(bundle.path.read_bytes())

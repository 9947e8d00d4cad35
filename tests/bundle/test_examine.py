"""From its file alone a bundle is proved, and whatever was done to it is found and named."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image, ImageDraw
from pypdf import PdfWriter

from packetgen.bundle.absence import absence
from packetgen.bundle.examine import examine
from packetgen.bundle.fingerprint import Digester
from packetgen.bundle.ledger import seal, to_json
from packetgen.model.packet import Part
from tests.bundle.samples import PIECES, Bundle, entered, make, piece, planned, scan, write

Tamper = Callable[[Pdf], None]

STATUTS = "pièce 2 « Statuts »"
COMPTES = "pièce 4 « Comptes annuels »"
LEDGER = entered(planned())


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Pages 1 cover, 2 sommaire, 3 letter, 4-6 statuts, 7 absent RIB, 8-9 comptes, 10 a scan."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.pdf"
    made = make(path, (*PIECES, Part("avis", "Avis d’impôt", 1, 5, fichier="avis.jpg")))
    pdfs = (*made.pdfs[:3], _linked(made.pdfs[3]), *made.pdfs[4:6], scan(), made.pdfs[7])
    return replace(made, pdfs=pdfs, json=write(path, made.ledger, pdfs))


def _linked(source: bytes) -> bytes:
    """A piece whose first page leads to its last."""
    buffer = BytesIO()
    with Pdf.open(BytesIO(source)) as pdf:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[90, 690, 200, 720])
        link.Dest = Array([pdf.pages[2].obj, Name.Fit])
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
        pdf.save(buffer)
    return buffer.getvalue()


def test_a_true_bundle_is_proved(bundle: Bundle) -> None:
    found = examine(bundle.path)
    assert found.is_proved
    assert found.seal == seal(bundle.ledger)
    assert found.ledger == bundle.ledger


def _tampered(bundle: Bundle, tmp_path: Path, *tampers: Tamper) -> Path:
    path = tmp_path / "altered.pdf"
    with Pdf.open(bundle.path) as pdf:
        for tamper in tampers:
            tamper(pdf)
        pdf.save(path)
    return path


def _page(pdf: Pdf, number: int) -> Object:
    return pdf.pages[number - 1].obj


def _drawn(pdf: Pdf, number: int) -> Object:
    """What a page of a piece drew before its stamp."""
    return _page(pdf, number).Resources.XObject.Piece


def _remove(pdf: Pdf) -> None:
    del pdf.pages[4]


def _remove_piece(pdf: Pdf) -> None:
    del pdf.pages[7:9]


def _swap(pdf: Pdf) -> None:
    page = pdf.pages[4]
    del pdf.pages[4]
    pdf.pages.insert(3, page)


def _swap_pieces(pdf: Pdf) -> None:
    pages = [pdf.pages[3], pdf.pages[7]]
    pdf.pages[3], pdf.pages[7] = pages[1], pages[0]


def _repeat(pdf: Pdf) -> None:
    pdf.pages.insert(5, pdf.pages[4])


def _repeat_instead(pdf: Pdf) -> None:
    pdf.pages[5] = pdf.pages[4]


def _replace(pdf: Pdf) -> None:
    _set_page(pdf, 6, absence(PIECES[1], "Perdu.", "Cherchez."))


def _set_page(pdf: Pdf, number: int, source: bytes) -> None:
    """Give a page the contents of the first page of another file."""
    with Pdf.open(BytesIO(source)) as given:
        pdf.add_pages_from(given, pages=[0])
        page, other = _page(pdf, number), pdf.pages[-1].obj
        page.Contents, page.Resources = other.Contents, other.Resources
        del pdf.pages[-1]


def _add(pdf: Pdf) -> None:
    pdf.add_blank_page()


def _insert(pdf: Pdf) -> None:
    pdf.pages.insert(6, pdf.pages[6])
    _set_page(pdf, 7, piece(PIECES[0]))


def _unstamped(pdf: Pdf) -> None:
    """The statuts as they were given, in place of the stamped ones."""
    _set_page(pdf, 4, piece(PIECES[1]))


def _turn(pdf: Pdf) -> None:
    _page(pdf, 8).Rotate = 90


def _crop(pdf: Pdf) -> None:
    _page(pdf, 8).CropBox = Array([0, 100, 595, 842])


def _redact(pdf: Pdf) -> None:
    form = _drawn(pdf, 8)
    form.write(form.read_bytes() + b"\n1 g 85 695 60 20 re f")


def _overlay(pdf: Pdf) -> None:
    page = _page(pdf, 8)
    page.Contents = Array([page.Contents, pdf.make_stream(b"1 g 85 695 60 20 re f")])


def _digit(pdf: Pdf) -> None:
    form = _drawn(pdf, 8)
    changed = form.read_bytes().replace(b"comptes 1", b"comptes 7")
    assert changed != form.read_bytes()
    form.write(changed)


def _cover_digit(pdf: Pdf) -> None:
    page = _page(pdf, 1)
    page.Contents.write(page.Contents.read_bytes() + b"\n0 g 90 400 5 8 re f")


def _pixels(pdf: Pdf) -> None:
    """A figure of the scan, twelve pixels high, becomes another."""
    form = _drawn(pdf, 10)
    image = next(iter(form.Resources.XObject.as_dict().values()))
    assert isinstance(image, pikepdf.Stream)
    seen = pikepdf.PdfImage(image).as_pil_image().copy()
    pen = ImageDraw.Draw(seen)
    pen.rectangle((310, 521, 318, 533), fill=240)
    pen.text((310, 520), "8", fill=20, font_size=16)
    buffer = BytesIO()
    seen.save(buffer, "JPEG", quality=80)
    image.write(buffer.getvalue(), filter=Name.DCTDecode)


def _annotate(pdf: Pdf) -> None:
    drawn = pdf.make_stream(b"1 g 0 0 60 20 re f")
    drawn.Subtype, drawn.BBox = Name.Form, Array([0, 0, 60, 20])
    square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[85, 695, 145, 715])
    square.AP = Dictionary(N=drawn)
    _page(pdf, 8).Annots = Array([pdf.make_indirect(square)])


def _stamp(pdf: Pdf) -> None:
    _page(pdf, 8).Contents = _page(pdf, 9).Contents


def _no_stamp(pdf: Pdf) -> None:
    _page(pdf, 8).Contents = pdf.make_stream(b"q /Piece Do Q")


def _link_elsewhere(pdf: Pdf) -> None:
    _page(pdf, 2).Annots[1].Dest[0] = _page(pdf, 5)


def _links_crossed(pdf: Pdf) -> None:
    links = _page(pdf, 2).Annots
    links[1].Dest, links[3].Dest = links[3].Dest, links[1].Dest


def _link_gone(pdf: Pdf) -> None:
    del _page(pdf, 2).Annots[3]


def _link_nowhere(pdf: Pdf) -> None:
    _page(pdf, 2).Annots[1].Dest[0] = pdf.make_indirect(Dictionary(Type=Name.Page))


def _piece_link(pdf: Pdf) -> None:
    _page(pdf, 4).Annots[0].Dest[0] = _page(pdf, 5)


def _outline_elsewhere(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[3] = pikepdf.OutlineItem(str(outline.root[3].title), 0)


def _outline_renamed(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[3].title = "Pièce 2 – Autre"


def _outline_shorter(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        del outline.root[-1]


def _outline_longer(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Pièce 6", 8))


def _labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].St = 2


def _layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="plan"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))


def _no_data(pdf: Pdf) -> None:
    del pdf.attachments["dossier.json"]


def _more_data(pdf: Pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def _other_data(pdf: Pdf) -> None:
    del pdf.attachments["dossier.json"]
    pdf.attachments["dossier.json"] = b"{}"


def _set_ledger(pdf: Pdf, data: bytes) -> None:
    del pdf.attachments["bordereau.json"]
    pdf.attachments["bordereau.json"] = data


def _ledger(*path: str | int, value: object) -> Tamper:
    """Write another value somewhere in the ledger."""

    def tamper(pdf: Pdf) -> None:
        content = json.loads(pdf.attachments["bordereau.json"].get_file().read_bytes())
        *before, last = path
        place = content
        for step in before:
            place = place[step]
        assert place[last] != value
        place[last] = value
        _set_ledger(pdf, json.dumps(content).encode())

    return tamper


def _no_ledger(pdf: Pdf) -> None:
    del pdf.attachments["bordereau.json"]


def _broken_ledger(pdf: Pdf) -> None:
    _set_ledger(pdf, b'{"forme": ')


FOUND: list[tuple[Tamper, list[str]]] = [
    (_remove, [f"page 5, {STATUTS} : elle a été retirée", "10\xa0pages au lieu de 11"]),
    (
        _remove_piece,
        [
            f"page 8, {COMPTES} : elle a été retirée",
            f"page 9, {COMPTES} : elle a été retirée",
            "9\xa0pages au lieu de 11",
        ],
    ),
    (_swap, [f"page 5, {STATUTS} : elle est maintenant à la page 4"]),
    (
        _swap_pieces,
        [
            f"page 4, {STATUTS} : elle est maintenant à la page 8",
            f"page 8, {COMPTES} : elle est maintenant à la page 4",
        ],
    ),
    (
        _repeat,
        [
            "page 5 du fichier : elle a été ajoutée, copie de la page 5",
            "12\xa0pages au lieu de 11",
        ],
    ),
    (_repeat_instead, [f"page 6, {STATUTS} : elle a été remplacée par une copie de la page 5"]),
    (_replace, [f"page 6, {STATUTS} : son texte ou son tracé a changé"]),
    (_add, ["page 12 du fichier : elle a été ajoutée", "12\xa0pages au lieu de 11"]),
    (_insert, ["page 7 du fichier : elle a été ajoutée", "12\xa0pages au lieu de 11"]),
    (_unstamped, [f"page 4, {STATUTS} : son texte ou son tracé a changé"]),
    (_turn, [f"page 8, {COMPTES} : son format ou son orientation a changé"]),
    (_crop, [f"page 8, {COMPTES} : son format ou son orientation a changé"]),
    (_redact, [f"page 8, {COMPTES} : son texte ou son tracé a changé"]),
    (_overlay, [f"page 8, {COMPTES} : son texte ou son tracé a changé"]),
    (_digit, [f"page 8, {COMPTES} : son texte ou son tracé a changé"]),
    (_cover_digit, ["page 1, « Couverture » : son texte ou son tracé a changé"]),
    (_pixels, ["page 10, pièce 5 « Avis d’impôt » : une image a changé"]),
    (_annotate, [f"page 8, {COMPTES} : ses liens ou ses annotations ont changé"]),
    (_stamp, [f"page 8, {COMPTES} : son texte ou son tracé a changé"]),
    (_no_stamp, [f"page 8, {COMPTES} : son texte ou son tracé a changé"]),
    (
        _link_gone,
        [
            "page 2, « Sommaire » : ses liens ou ses annotations ont changé",
            "4\xa0liens au sommaire pour 5\xa0pièces",
        ],
    ),
    (
        _link_elsewhere,
        [f"sommaire, ligne de la {STATUTS}, lien vers la page 5 au lieu de 4"],
    ),
    (
        _outline_renamed,
        ["signet « Pièce 2 – Autre » vers la page 4 au lieu de « Pièce 2 – Statuts"],
    ),
    (_outline_elsewhere, ["signet « Pièce 2 – Statuts » vers la page 1 au lieu de"]),
    (_outline_shorter, ["signet « Bordereau » absent"]),
    (_outline_longer, ["signet « Pièce 6 » vers la page 9, en trop"]),
    (_layer, ["un formulaire, un calque ou une action a été ajouté"]),
    (_no_data, ["le fichier joint « dossier.json » a été retiré"]),
    (_more_data, ["le fichier joint « virus.exe » a été ajouté"]),
    (_other_data, ["le fichier joint « dossier.json » a été modifié"]),
    (_no_ledger, ["le fichier joint « bordereau.json » a été retiré"]),
    (
        _broken_ledger,
        ["le fichier joint « bordereau.json » a été modifié : il ne peut plus être lu"],
    ),
    (
        _ledger("parties", 3, "recu", "sha256", value="0" * 64),
        ["le bordereau joint n’est pas celui dont le sceau est imprimé"],
    ),
    (
        _ledger("parties", 5, "remarques", value=[]),
        ["le bordereau joint n’est pas celui dont le sceau est imprimé"],
    ),
    (
        _ledger("autres_fichiers", 0, "fichier", value="autre.xlsx"),
        ["le bordereau joint n’est pas celui dont le sceau est imprimé"],
    ),
    (
        _ledger("empreintes", "pages", 4, "trace", value="0" * 32),
        [f"page 5, {STATUTS} : son texte ou son tracé a changé"],
    ),
    (_ledger("empreintes", "document", value="0" * 32), ["un formulaire, un calque ou une action"]),
    (
        _ledger("joints", "dossier.json", value="0" * 64),
        [
            "le fichier joint « dossier.json » a été modifié",
            "le bordereau joint n’est pas celui dont le sceau est imprimé",
        ],
    ),
]


@pytest.mark.parametrize(
    ("tamper", "expected"), FOUND, ids=[str(tamper.__name__) for tamper, _ in FOUND]
)
def test_any_tampering_is_found_and_named(
    tamper: Tamper, expected: list[str], bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(_tampered(bundle, tmp_path, tamper))
    assert not found.is_proved
    assert found.problem == ""
    texts = [difference.text for difference in found.differences]
    starts = [text[: len(start)] for text, start in zip(texts, expected, strict=False)]
    assert starts == expected
    assert len(texts) == len(expected)


def test_a_difference_bears_the_number_of_its_piece(bundle: Bundle, tmp_path: Path) -> None:
    found = examine(_tampered(bundle, tmp_path, _digit, _pixels, _cover_digit))
    assert sorted(difference.numero for difference in found.differences) == [0, 4, 5]


def _fingerprints_again(pdf: Pdf) -> None:
    """What a careful forger would do: write the fingerprints of the altered pages."""
    prints = Digester(pdf).fingerprints()
    content = json.loads(pdf.attachments["bordereau.json"].get_file().read_bytes())
    content["empreintes"] = json.loads(to_json(LEDGER, prints))["empreintes"]
    _set_ledger(pdf, json.dumps(content).encode())


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_swap, f"page 4, {STATUTS}, numéro imprimé « Pièce 2 · p. 2/3 — 5/11 » au lieu de"),
        (_repeat_instead, f"page 6, {STATUTS}, numéro imprimé « Pièce 2 · p. 2/3 — 5/11 » au lieu"),
        (_stamp, f"page 8, {COMPTES}, numéro imprimé « Pièce 4 · p. 2/2 — 9/11 » au lieu de"),
        (_no_stamp, f"page 8, {COMPTES}, numéro imprimé absent au lieu de"),
        (_turn, f"page 8, {COMPTES}, numéro imprimé absent"),
        (_crop, f"page 8, {COMPTES}, numéro imprimé absent"),
        (_unstamped, f"page 4, {STATUTS}, numéro imprimé absent"),
        (_overlay, f"page 8, {COMPTES}, sa page et son numéro ne sont pas à leur place"),
        (_link_elsewhere, f"sommaire, ligne de la {STATUTS}, lien vers la page 5 au lieu de 4"),
        (_links_crossed, f"sommaire, ligne de la {STATUTS}, lien vers la page 8 au lieu de 4"),
        (_link_gone, "4\xa0liens au sommaire pour 5\xa0pièces"),
        (_link_nowhere, f"sommaire, ligne de la {STATUTS}, lien vers aucune page"),
        (_labels, "page 1, « Couverture », étiquette « 2 »"),
    ],
)
def test_what_is_printed_is_held_to_the_plan_even_if_the_ledger_is_forged(
    tamper: Tamper, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(_tampered(bundle, tmp_path, tamper, _fingerprints_again))
    assert found.differences[0].text.startswith(expected)


def test_the_forged_ledger_alone_changes_nothing(bundle: Bundle, tmp_path: Path) -> None:
    assert examine(_tampered(bundle, tmp_path, _fingerprints_again)).is_proved


def _titled(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "Reçu le 12 novembre"
    pdf.Root.PageMode = Name.UseNone


def test_metadata_may_change(bundle: Bundle, tmp_path: Path) -> None:
    assert examine(_tampered(bundle, tmp_path, _titled)).is_proved


def test_a_new_save_by_pypdf_is_proved(bundle: Bundle, tmp_path: Path) -> None:
    for writer in (
        PdfWriter(clone_from=bundle.path),
        PdfWriter(bundle.path, incremental=True),
    ):
        writer.add_metadata({"/Keywords": "classé"})
        path = tmp_path / "saved.pdf"
        writer.write(path)
        assert path.read_bytes() != bundle.path.read_bytes()
        assert examine(path).is_proved


@pytest.mark.parametrize(
    "save",
    [
        lambda pdf, path: pdf.save(path),
        lambda pdf, path: pdf.save(path, linearize=True),
        lambda pdf, path: pdf.save(path, qdf=True),
        lambda pdf, path: pdf.save(
            path, object_stream_mode=pikepdf.ObjectStreamMode.disable, recompress_flate=True
        ),
        lambda pdf, path: pdf.save(path, encryption=pikepdf.Encryption(owner="clé", user="")),
    ],
    ids=["plain", "linearized", "qdf", "recompressed", "protected"],
)
def test_a_new_save_by_pikepdf_is_proved(
    save: Callable[[Pdf, Path], None], bundle: Bundle, tmp_path: Path
) -> None:
    path = tmp_path / "saved.pdf"
    with Pdf.open(bundle.path) as pdf:
        save(pdf, path)
    assert examine(path).is_proved


def test_a_page_put_back_is_proved_again(bundle: Bundle, tmp_path: Path) -> None:
    assert examine(_tampered(bundle, tmp_path, _swap, _swap)).is_proved


def _other_pdf(path: Path) -> None:
    path.write_bytes(piece(PIECES[1]))


def _locked(path: Path) -> None:
    with Pdf.open(BytesIO(piece(PIECES[1]))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="clé", user="clé"))


@pytest.mark.parametrize(
    ("write_file", "problem"),
    [
        (_other_pdf, "ce PDF n’est pas un dossier fait par packetgen"),
        (_locked, "ce fichier est protégé par un mot de passe"),
        (lambda path: path.write_bytes(b""), "ce fichier n’est pas un PDF, ou il est abîmé"),
        (lambda path: path.write_bytes(b"PK\x03\x04" * 99), "ce fichier n’est pas un PDF"),
        (lambda path: Image.new("L", (9, 9)).save(path, "JPEG"), "ce fichier n’est pas un PDF"),
        (lambda path: path.mkdir(), "ce fichier n’est pas un PDF"),
    ],
    ids=["another PDF", "locked", "empty", "zip", "image", "folder"],
)
def test_what_is_no_bundle_is_said_so(
    write_file: Callable[[Path], object], problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "fichier.pdf"
    write_file(path)
    found = examine(path)
    assert found.problem.startswith(problem)
    assert not found.is_proved


def _endless(pdf: Pdf) -> None:
    node = pdf.make_indirect(Array([1] * 50))
    for _ in range(60):
        node = pdf.make_indirect(Array([node, node]))
    _page(pdf, 8).Resources.Properties = Dictionary(K=node)


def _deep(pdf: Pdf) -> None:
    node = pdf.make_indirect(Dictionary())
    for _ in range(3000):
        node = pdf.make_indirect(Dictionary(N=node))
    _page(pdf, 8).Resources.Properties = Dictionary(K=node)


def _no_page(pdf: Pdf) -> None:
    del pdf.pages[:]


@pytest.mark.parametrize("hostile", [_endless, _deep, _no_page])
def test_a_hostile_bundle_is_not_proved(hostile: Tamper, bundle: Bundle, tmp_path: Path) -> None:
    path = _tampered(bundle, tmp_path, hostile)
    start = perf_counter()
    assert not examine(path).is_proved
    assert perf_counter() - start < 5


@pytest.mark.parametrize("seed", range(40))
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
    found = examine(path)
    if found.is_proved:
        with Pdf.open(path) as pdf, Pdf.open(bundle.path) as whole:
            assert Digester(pdf).fingerprints() == Digester(whole).fingerprints()


def test_three_hundred_pages_are_proved_in_seconds(tmp_path: Path) -> None:
    pieces = tuple(replace(PIECES[1], numero=number, pages=30) for number in range(1, 11))
    long = make(tmp_path / "long.pdf", pieces)
    start = perf_counter()
    assert examine(long.path).is_proved
    assert perf_counter() - start < 10

"""What may be done to a bundle once it is made: each function does one harm to an opened file."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf
from PIL import ImageDraw

from packetgen.bundle.ledger import NAME, to_json
from packetgen.bundle.proof.fingerprint import Digester
from tests.bundle.samples import PIECES, absence, entered, piece, planned

Harm = Callable[[Pdf], None]

LEDGER = entered(planned())


def page_of(pdf: Pdf, number: int) -> Object:
    return pdf.pages[number - 1].obj


def drawn_by(pdf: Pdf, number: int) -> Object:
    """What a page of a piece drew before its stamp."""
    return page_of(pdf, number).Resources.XObject.Piece


def remove(pdf: Pdf) -> None:
    del pdf.pages[4]


def remove_piece(pdf: Pdf) -> None:
    del pdf.pages[7:9]


def swap(pdf: Pdf) -> None:
    page = pdf.pages[4]
    del pdf.pages[4]
    pdf.pages.insert(3, page)


def swap_pieces(pdf: Pdf) -> None:
    pages = [pdf.pages[3], pdf.pages[7]]
    pdf.pages[3], pdf.pages[7] = pages[1], pages[0]


def repeat(pdf: Pdf) -> None:
    pdf.pages.insert(5, pdf.pages[4])


def repeat_instead(pdf: Pdf) -> None:
    pdf.pages[5] = pdf.pages[4]


def replace(pdf: Pdf) -> None:
    set_page(pdf, 6, absence(PIECES[1], "Perdu.", "Cherchez."))


def set_page(pdf: Pdf, number: int, source: bytes) -> None:
    """Give a page the contents of the first page of another file."""
    with Pdf.open(BytesIO(source)) as given:
        pdf.add_pages_from(given, pages=[0])
        page, other = page_of(pdf, number), pdf.pages[-1].obj
        page.Contents, page.Resources = other.Contents, other.Resources
        del pdf.pages[-1]


def add(pdf: Pdf) -> None:
    pdf.add_blank_page()


def insert(pdf: Pdf) -> None:
    pdf.pages.insert(6, pdf.pages[6])
    set_page(pdf, 7, piece(PIECES[0]))


def unstamped(pdf: Pdf) -> None:
    """The statuts as they were given, in place of the stamped ones."""
    set_page(pdf, 4, piece(PIECES[1]))


def _entry(key: str, value: Object | int) -> Harm:
    """Set an entry of the first page of the comptes."""
    return lambda pdf: page_of(pdf, 8).__setitem__(key, value)


turn = _entry("/Rotate", 90)
crop = _entry("/CropBox", Array([0, 100, 595, 842]))


def redact(pdf: Pdf) -> None:
    form = drawn_by(pdf, 8)
    form.write(form.read_bytes() + b"\n1 g 85 695 60 20 re f")


def overlay(pdf: Pdf) -> None:
    page = page_of(pdf, 8)
    page.Contents = Array([page.Contents, pdf.make_stream(b"1 g 85 695 60 20 re f")])


def digit(pdf: Pdf) -> None:
    form = drawn_by(pdf, 8)
    changed = form.read_bytes().replace(b"comptes 1", b"comptes 7")
    assert changed != form.read_bytes()
    form.write(changed)


def cover_digit(pdf: Pdf) -> None:
    page = page_of(pdf, 1)
    page.Contents.write(page.Contents.read_bytes() + b"\n0 g 90 400 5 8 re f")


def pixels(pdf: Pdf) -> None:
    """A figure of the scan, twelve pixels high, becomes another."""
    form = drawn_by(pdf, 10)
    image = next(iter(form.Resources.XObject.as_dict().values()))
    assert isinstance(image, pikepdf.Stream)
    seen = pikepdf.PdfImage(image).as_pil_image().copy()
    pen = ImageDraw.Draw(seen)
    pen.rectangle((310, 521, 318, 533), fill=240)
    pen.text((310, 520), "8", fill=20, font_size=16)
    buffer = BytesIO()
    seen.save(buffer, "JPEG", quality=80)
    image.write(buffer.getvalue(), filter=Name.DCTDecode)


def annotate(pdf: Pdf) -> None:
    drawn = pdf.make_stream(b"1 g 0 0 60 20 re f")
    drawn.Subtype, drawn.BBox = Name.Form, Array([0, 0, 60, 20])
    square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=[85, 695, 145, 715])
    square.AP = Dictionary(N=drawn)
    page_of(pdf, 8).Annots = Array([pdf.make_indirect(square)])


def stamp(pdf: Pdf) -> None:
    page_of(pdf, 8).Contents = page_of(pdf, 9).Contents


def no_stamp(pdf: Pdf) -> None:
    page_of(pdf, 8).Contents = pdf.make_stream(b"q /Piece Do Q")


def link_elsewhere(pdf: Pdf) -> None:
    page_of(pdf, 2).Annots[1].Dest[0] = page_of(pdf, 5)


def links_crossed(pdf: Pdf) -> None:
    links = page_of(pdf, 2).Annots
    links[1].Dest, links[3].Dest = links[3].Dest, links[1].Dest


def link_gone(pdf: Pdf) -> None:
    del page_of(pdf, 2).Annots[3]


def link_nowhere(pdf: Pdf) -> None:
    page_of(pdf, 2).Annots[1].Dest[0] = pdf.make_indirect(Dictionary(Type=Name.Page))


def piece_link(pdf: Pdf) -> None:
    page_of(pdf, 4).Annots[0].Dest[0] = page_of(pdf, 5)


def _outline(change: Callable[[list[OutlineItem]], object]) -> Harm:
    def harm(pdf: Pdf) -> None:
        with pdf.open_outline() as outline:
            change(outline.root)

    return harm


outline_elsewhere = _outline(lambda root: root.insert(3, OutlineItem(root.pop(3).title, 0)))
outline_renamed = _outline(lambda root: root.__setitem__(3, OutlineItem("Pièce 2 – Autre", 3)))
outline_shorter = _outline(lambda root: root.pop())
outline_longer = _outline(lambda root: root.append(OutlineItem("Pièce 6", 8)))


def labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].St = 2


def layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="plan"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))


def _attachment(name: str, data: bytes | None) -> Harm:
    """Replace an attached file, or take it out (None)."""

    def harm(pdf: Pdf) -> None:
        if name in pdf.attachments:
            del pdf.attachments[name]
        if data is not None:
            pdf.attachments[name] = data

    return harm


def set_ledger(pdf: Pdf, data: bytes) -> None:
    _attachment(NAME, data)(pdf)


no_data = _attachment("dossier.json", None)
more_data = _attachment("virus.exe", b"MZ")
other_data = _attachment("dossier.json", b"{}")
no_ledger = _attachment(NAME, None)
broken_ledger = _attachment(NAME, b'{"forme": ')


def ledger(*path: str | int, value: object) -> Harm:
    """Write another value somewhere in the ledger."""

    def harm(pdf: Pdf) -> None:
        content = json.loads(pdf.attachments[NAME].get_file().read_bytes())
        *before, last = path
        place = content
        for step in before:
            place = place[step]
        assert place[last] != value
        place[last] = value
        set_ledger(pdf, json.dumps(content).encode())

    return harm


def fingerprints_again(pdf: Pdf) -> None:
    """What a careful forger would do: write the fingerprints of the altered pages."""
    prints = Digester(pdf).fingerprints()
    content = json.loads(pdf.attachments[NAME].get_file().read_bytes())
    content["empreintes"] = json.loads(to_json(LEDGER, prints))["empreintes"]
    set_ledger(pdf, json.dumps(content).encode())


def harmed(bundle: Path, folder: Path, *harms: Harm) -> Path:
    """Write a bundle again once these harms are done to it."""
    path = folder / "altered.pdf"
    with Pdf.open(bundle) as pdf:
        for each in harms:
            each(pdf)
        pdf.save(path)
    return path

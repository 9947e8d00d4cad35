"""What may be done to a bundle once it is made: each function does one harm to an opened file."""

import json
from collections.abc import Callable
from pathlib import Path

from pikepdf import Object, Pdf

from packetgen.bundle.ledger import NAME, to_json
from packetgen.bundle.proof.fingerprint import Digester
from tests.bundle.samples import entered, planned

Harm = Callable[[Pdf], object]


def page_of(pdf: Pdf, number: int) -> Object:
    return pdf.pages[number - 1].obj


def drawn_by(pdf: Pdf, number: int) -> Object:
    """What a page of a piece drew before its stamp."""
    return page_of(pdf, number).Resources.XObject.Piece


def swap(pdf: Pdf) -> None:
    page = pdf.pages[4]
    del pdf.pages[4]
    pdf.pages.insert(3, page)


def digit(pdf: Pdf) -> None:
    form = drawn_by(pdf, 8)
    form.write(form.read_bytes().replace(b"comptes 1", b"comptes 7"))


def cover_digit(pdf: Pdf) -> None:
    contents = page_of(pdf, 1).Contents
    contents.write(contents.read_bytes() + b"\n0 g 90 400 5 8 re f")


def attachment(name: str, data: bytes | None) -> Harm:
    """Replace an attached file, or take it out (None)."""

    def harm(pdf: Pdf) -> None:
        if name in pdf.attachments:
            del pdf.attachments[name]
        if data is not None:
            pdf.attachments[name] = data

    return harm


more_data = attachment("virus.exe", b"MZ")
no_ledger = attachment(NAME, None)


def set_ledger(pdf: Pdf, data: bytes) -> None:
    attachment(NAME, data)(pdf)


def ledger(*path: str | int, value: object) -> Harm:
    """Write another value somewhere in the ledger."""

    def harm(pdf: Pdf) -> None:
        place = content = json.loads(pdf.attachments[NAME].get_file().read_bytes())
        *before, last = path
        for step in before:
            place = place[step]
        place[last] = value
        set_ledger(pdf, json.dumps(content).encode())

    return harm


def fingerprints_again(pdf: Pdf) -> None:
    """What a careful forger would do: write the fingerprints of the altered pages."""
    prints = json.loads(to_json(entered(planned()), Digester(pdf).fingerprints()))["empreintes"]
    ledger("empreintes", value=prints)(pdf)


def harmed(bundle: Path, folder: Path, *harms: Harm) -> Path:
    """Write a bundle again once these harms are done to it."""
    path = folder / f"{bundle.stem}-altered.pdf"
    with Pdf.open(bundle) as pdf:
        for each in harms:
            each(pdf)
        pdf.save(path)
    return path

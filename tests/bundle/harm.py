"""What may be done to a bundle once it is made: each function does one harm to an opened file."""

import json
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from pikepdf import Object, Pdf

from packetgen.bundle.ledger import NAME, from_json, to_json
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.bundle.proof.printed import print_seal

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
        if data is None:
            del pdf.attachments[name]
        elif name in pdf.attachments:
            pdf.attachments[name].get_file().obj.write(data)
        else:
            pdf.attachments[name] = data

    return harm


more_data = attachment("virus.exe", b"MZ")
no_ledger = attachment(NAME, None)


def changed(ledger: bytes, *path: str | int, value: object) -> bytes:
    """The JSON of a ledger, in which a value is another; "removed" takes it out."""
    place = content = json.loads(ledger)
    *before, last = path
    for step in before:
        place = place[step]
    place[last] = value
    if value == "removed":
        del place[last]
    return json.dumps(content).encode()


def ledger(*path: str | int, value: object) -> Harm:
    def harm(pdf: Pdf) -> None:
        data = pdf.attachments[NAME].get_file().read_bytes()
        attachment(NAME, changed(data, *path, value=value))(pdf)

    return harm


def fingerprints_again(pdf: Pdf) -> None:
    """What a careful forger would do: write the fingerprints of the altered pages."""
    whole, prints, printed = from_json(pdf.attachments[NAME].get_file().read_bytes())
    print_seal(pdf, whole.plan)
    again = replace(Digester(pdf).fingerprints(), properties=prints.properties)
    print_seal(pdf, whole.plan, printed)
    attachment(NAME, to_json(whole, again))(pdf)


def seal_again(pdf: Pdf) -> None:
    """What one may do who has packetgen's code: print the seal of what is written."""
    whole, _, seal = from_json(pdf.attachments[NAME].get_file().read_bytes())
    print_seal(pdf, whole.plan, seal)


def harmed(bundle: Path, folder: Path, *harms: Harm) -> Path:
    """Write a bundle again once these harms are done to it."""
    path = folder / f"{bundle.stem}-altered.pdf"
    with Pdf.open(bundle) as pdf:
        for each in harms:
            each(pdf)
        pdf.save(path)
    return path

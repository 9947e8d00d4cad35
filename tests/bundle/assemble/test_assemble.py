"""The assembled file: what it says of itself, its data, links and fonts; what is written once."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from pikepdf import Name, Object, ObjectStreamMode, Pdf, Stream

from packetgen.bundle.assemble.assemble import merge_equal_objects
from packetgen.bundle.assemble.part import Extract, PageSource
from packetgen.bundle.proof.fingerprint import Digester
from packetgen.bundle.proof.prove import prove
from packetgen.errors import BundleUnproved, CannotWrite
from tests import pdfs
from tests.bundle import samples
from tests.bundle.samples import DATA, PIECES, Bundle, entered, picture, piece, scan, write


def test_the_file_says_what_it_is_and_holds_its_data_and_its_ledger(plain: Bundle) -> None:
    with Pdf.open(plain.path) as pdf:
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {
            "/Title": "Jardins partagés",
            "/Author": "Les Jardins du 12-14",
            "/Subject": "AAP Contrat de ville 2026",
            **dict.fromkeys(("/Creator", "/Producer"), "packetgen"),
            **dict.fromkeys(("/CreationDate", "/ModDate"), "D:20251103000000Z"),
        }
        assert pdf.Root.Lang == "fr-FR"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert pdf.Root.PageMode == Name.UseOutlines
        assert pdf.pdf_version >= "1.7"
        assert pdf.check_pdf_syntax() == []
        assert sorted(pdf.attachments) == ["bordereau.json", "dossier.json"]
        for name, content in (("dossier.json", DATA), ("bordereau.json", plain.json)):
            attached = pdf.attachments[name]
            assert attached.get_file().read_bytes() == content
            assert attached.get_file().mime_type == "application/json"
            assert attached.obj.AFRelationship == Name.Data
        assert {file.F for file in pdf.Root.AF} == {"bordereau.json", "dossier.json"}


def test_links_inside_a_piece_stay_inside_it_and_its_outline_stays_out(
    plain: Bundle, tmp_path: Path
) -> None:
    parts = (replace(PIECES[1], numero=1), replace(PIECES[1], numero=2, pages=2))
    path = tmp_path / "bundle.pdf"
    pieces = (samples.linked(samples.piece(part)) for part in parts)
    write(path, entered(samples.planned(parts)), (*plain.pdfs[:2], *pieces, plain.pdfs[-1]))
    with Pdf.open(path) as pdf, pdf.open_outline() as outline:
        pages = [page.obj for page in pdf.pages]
        for first, last in ((2, 4), (5, 6)):
            [link] = pages[first].Annots.as_list()
            assert link.Dest[0].objgen == pages[last].objgen
        assert "Titre de l’annexe" not in [entry.title for entry in outline.root]


def _drawn_together(plain: Bundle) -> tuple[PageSource, ...]:
    """The parts of a bundle, those that packetgen draws as pages of one PDF."""
    front, summary, end = samples.own_pages(plain.ledger)
    return (front, summary, *plain.pdfs[2:-1], end)


def test_parts_drawn_in_one_pdf_share_their_fonts(plain: Bundle, tmp_path: Path) -> None:
    path, parts = tmp_path / "bundle.pdf", _drawn_together(plain)
    write(path, plain.ledger, parts)
    assert prove(path, plain.ledger, parts) == 0
    for page in (0, 1):
        assert not samples.differing(picture(path, page), picture(plain.path, page))
    with Pdf.open(path) as pdf:
        assert len({pdf.pages[page].obj.Resources.Font.objgen for page in (0, 1, 9)}) == 1
    assert path.stat().st_size < plain.path.stat().st_size * 0.8


def _longer(plain: Bundle) -> tuple[PageSource, ...]:
    front, *others = _drawn_together(plain)
    assert isinstance(front, Extract)
    return (replace(front, pages=range(2)), *others)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_longer, "La partie « Couverture » : 2\xa0pages au lieu de 1"),
        (
            lambda plain: (*plain.pdfs[:5], b"%PDF-1.7\nnothing", plain.pdfs[6]),
            "La pièce 4, « Comptes annuels » ne peut pas être réunie",
        ),
    ],
)
def test_a_part_that_has_not_its_pages_or_cannot_be_read_is_named(
    make: Callable[[Bundle], tuple[PageSource, ...]], message: str, plain: Bundle, tmp_path: Path
) -> None:
    with pytest.raises(BundleUnproved, match=message):
        write(tmp_path / "bundle.pdf", plain.ledger, make(plain))
    assert not (tmp_path / "bundle.pdf").exists()


def test_a_place_where_nothing_can_be_written_is_refused(plain: Bundle, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"absent.*son dossier n’existe pas"):
        write(tmp_path / "absent" / "bundle.pdf", plain.ledger, plain.pdfs)


def several(*sources: bytes) -> Pdf:
    whole = Pdf.new()
    for source in sources:
        whole.add_pages_from(Pdf.open(BytesIO(source)))
    return whole


def packed(pdf: Pdf) -> bytes:
    return pdfs.as_bytes(pdf, object_stream_mode=ObjectStreamMode.generate)


def images(pdf: Pdf) -> list[Object]:
    return [item for item in pdf.objects if isinstance(item, Stream) and Name.Width in item]


def merged(pdf: Pdf, images_left: int) -> bytes:
    prints = Digester(pdf).fingerprints()
    merge_equal_objects(pdf)
    data = packed(pdf)
    with Pdf.open(BytesIO(data)) as after:
        assert Digester(after).fingerprints() == prints
        assert len({page.obj.objgen for page in after.pages}) == len(pdf.pages)
        assert len(images(after)) == images_left
    return data


def test_a_scan_given_three_times_is_written_once_and_what_differs_apart() -> None:
    once = len(packed(several(scan())))
    pdf = several(scan(), scan(), scan())
    assert len(packed(pdf)) > 2.9 * once
    assert len(merged(pdf, images_left=1)) < 1.1 * once
    merged(several(scan("6 500 euros"), scan("6 900 euros"), piece(PIECES[1])), images_left=2)
    # images are the same once their masks are one
    with Pdf.open(BytesIO(scan())) as pdf:
        [image] = images(pdf)
        image.SMask = pdfs.image(pdf, bytes(range(256)) * 256, (256, 256))
        masked = pdfs.as_bytes(pdf)
    merged(several(masked, masked), images_left=2)

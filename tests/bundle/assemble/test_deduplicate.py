"""Objects that are the same are written once, and every page shows what it showed."""

from io import BytesIO

from pikepdf import Name, Object, ObjectStreamMode, Pdf, Stream

from packetgen.bundle.assemble.deduplicate import merge_equal_objects
from packetgen.bundle.proof.fingerprint import Digester
from tests import pdfs
from tests.bundle.samples import PIECES, piece, scan


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


def test_a_scan_given_three_times_is_written_once() -> None:
    once = len(packed(several(scan())))
    pdf = several(scan(), scan(), scan())
    assert len(packed(pdf)) > 2.9 * once
    assert len(merged(pdf, images_left=1)) < 1.1 * once


def test_what_differs_stays_apart() -> None:
    merged(several(scan("6 500 euros"), scan("6 900 euros"), piece(PIECES[1])), images_left=2)


def test_images_are_the_same_once_their_masks_are_one() -> None:
    with Pdf.open(BytesIO(scan())) as pdf:
        [image] = images(pdf)
        image.SMask = pdfs.image(pdf, bytes(range(256)) * 256, (256, 256))
        masked = pdfs.as_bytes(pdf)
    merged(several(masked, masked), images_left=2)

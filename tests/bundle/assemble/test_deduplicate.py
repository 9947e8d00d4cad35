"""Objects that are the same are written once, and every page shows what it showed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pikepdf import Name, Object, ObjectStreamMode, Pdf, Stream

from packetgen.bundle.assemble.deduplicate import merge_equal_objects
from packetgen.bundle.proof.fingerprint import Digester
from tests import pdfs
from tests.bundle.samples import PIECES, piece, scan


def several(*sources: bytes) -> Pdf:
    """Each source appended to one document, as a bundle is made."""
    whole = Pdf.new()
    for source in sources:
        whole.add_pages_from(Pdf.open(BytesIO(source)))
    return whole


def written(pdf: Pdf, path: Path) -> int:
    """Save a document as bundles are; return its bytes."""
    pdf.save(path, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return path.stat().st_size


def images(pdf: Pdf) -> list[Object]:
    return [item for item in pdf.objects if isinstance(item, Stream) and Name.Width in item]


def images_left(pdf: Pdf, path: Path) -> int:
    """Merge and write a document, check that its pages hold the same; return its images."""
    prints = Digester(pdf).fingerprints()
    merge_equal_objects(pdf)
    written(pdf, path)
    with Pdf.open(path) as after:
        assert Digester(after).fingerprints() == prints
        assert len({page.obj.objgen for page in after.pages}) == len(pdf.pages)
        return len(images(after))


def test_a_scan_given_three_times_is_written_once(tmp_path: Path) -> None:
    once = written(several(scan()), tmp_path / "once.pdf")
    pdf = several(scan(), scan(), scan())
    assert written(pdf, tmp_path / "before.pdf") > 2.9 * once
    assert images_left(pdf, tmp_path / "after.pdf") == 1
    assert (tmp_path / "after.pdf").stat().st_size < 1.1 * once


def test_what_differs_stays_apart(tmp_path: Path) -> None:
    pdf = several(scan("6 500 euros"), scan("6 900 euros"), piece(PIECES[1]))
    assert images_left(pdf, tmp_path / "after.pdf") == 2


def test_images_are_the_same_once_their_masks_are_one(tmp_path: Path) -> None:
    with Pdf.open(BytesIO(scan())) as pdf:
        [image] = images(pdf)
        image.SMask = pdfs.image(pdf, bytes(range(256)) * 256, (256, 256))
        masked = pdfs.as_bytes(pdf)
    assert images_left(several(masked, masked), tmp_path / "after.pdf") == 2

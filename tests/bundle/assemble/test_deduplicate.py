"""Objects that are the same are written once, and every page shows what it showed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pikepdf import Name, ObjectStreamMode, Pdf, Stream

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


def test_a_scan_given_three_times_is_written_once(tmp_path: Path) -> None:
    once = written(several(scan()), tmp_path / "once.pdf")
    pdf = several(scan(), scan(), scan())
    prints = Digester(pdf).fingerprints()
    assert written(pdf, tmp_path / "before.pdf") > 2.9 * once
    merge_equal_objects(pdf)
    assert written(pdf, tmp_path / "after.pdf") < 1.1 * once
    with Pdf.open(tmp_path / "after.pdf") as after:
        assert Digester(after).fingerprints() == prints
        images = [o for o in after.objects if isinstance(o, Stream) and Name.Width in o]
        assert len(images) == 1
        assert len({page.obj.objgen for page in after.pages}) == 3


def test_what_differs_stays_apart(tmp_path: Path) -> None:
    pdf = several(scan("6 500 euros"), scan("6 900 euros"), piece(PIECES[1]))
    prints = Digester(pdf).fingerprints()
    merge_equal_objects(pdf)
    written(pdf, tmp_path / "after.pdf")
    with Pdf.open(tmp_path / "after.pdf") as after:
        assert Digester(after).fingerprints() == prints


def test_masks_are_followed_to_the_images_that_hold_them(tmp_path: Path) -> None:
    """Two images are the same once their masks are one."""

    def masked() -> bytes:
        with Pdf.open(BytesIO(scan())) as pdf:
            [image] = (o for o in pdf.objects if isinstance(o, Stream) and Name.Width in o)
            image.SMask = pdfs.image(pdf, bytes(range(256)) * 256, (256, 256))
            return pdfs.as_bytes(pdf)

    pdf = several(masked(), masked())
    merge_equal_objects(pdf)
    written(pdf, tmp_path / "after.pdf")
    with Pdf.open(tmp_path / "after.pdf") as after:
        images = [o for o in after.objects if isinstance(o, Stream) and Name.Width in o]
        assert len(images) == 2

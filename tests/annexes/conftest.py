"""Take a file in, and check what holds for every annex."""

import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Object, Pdf

from packetgen.annexes.client import Intakes
from packetgen.annexes.intake import intake, kept_pages
from packetgen.annexes.outcome import Intake
from packetgen.annexes.pdf.a4 import A4, TOLERANCE
from packetgen.errors import AnnexRefused
from tests import pdfs

Outcomes = tuple[dict[str, Intake], dict[str, AnnexRefused]]

# « /AA » alone also begins the names of fonts cut to some letters
ACTIVE = (
    b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/AA ", b"/AcroForm", b"/Metadata", b"/Sig",
)  # fmt: skip
SPOKEN = {"/Lang", "/MarkInfo", "/StructTreeRoot"}


def entries(text: str) -> dict[str, Object]:
    """Return by name the entries of a dictionary, as a PDF writes them."""
    parsed = Object.parse(f"<< {text} >>".encode("pdfdoc"))
    return {key[1:]: value for key, value in parsed.items()}


def written(objects: list[str]) -> bytes:
    """Return a PDF from its objects as a table has them, the catalog first."""
    return pdfs.write_objects(*(each.encode("latin-1") for each in objects))


def taken(source: Path, destination: Path, **caps: int) -> Intake:
    done = intake(source, destination, **caps)  # type: ignore[arg-type] # every cap is a number
    assert isinstance(done, Intake)
    return done


def take_all(folder: Path, files: Mapping[str, bytes], **caps: int) -> Outcomes:
    """Take in some files as a run does; return by name those taken in and the refusals."""
    (folder / "work").mkdir(exist_ok=True)
    with Intakes(folder / "work") as asked:
        for name, data in files.items():
            (folder / name).write_bytes(data)
            asked.ask(name, folder / name, **caps)  # type: ignore[arg-type] # as above
        return asked.results()


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Intake]:
    """Take in a PDF or the bytes of a file, twice; check what is true of every annex."""

    def run(given: bytes | Pdf, name: str = "pièce.pdf", **caps: int) -> Intake:
        data = pdfs.as_bytes(given) if isinstance(given, Pdf) else given
        source = tmp_path / name
        source.write_bytes(data)
        done, again = (taken(source, tmp_path / f"{to}.pdf", **caps) for to in ("clean", "again"))
        assert again.pdf.read_bytes() == done.pdf.read_bytes()
        assert source.read_bytes() == data
        _check(done)
        return done

    return run


def _check(done: Intake) -> None:
    with pikepdf.open(done.pdf) as pdf:
        assert len(pdf.pages) == done.pages > 0
        if not any("abîmé" in text for text in done.reservations):
            # A scan in JBIG2 needs a decoder
            with suppress(pikepdf.DependencyError), warnings.catch_warnings(action="ignore"):
                assert pdf.check_pdf_syntax() == []
        assert pdf.Root.keys() - SPOKEN == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        for page in pdf.pages:
            x, y, *size = map(float, page.mediabox)
            assert (x, y) == (0, 0)
            assert sorted(size) == pytest.approx(A4, abs=TOLERANCE)
            assert page.cropbox == page.mediabox
            assert not page.obj.keys() & {"/Rotate", "/UserUnit", "/AA", "/PieceInfo", "/Thumb"}
        whole = pdfs.as_bytes(pdf, qdf=True)
    assert [word for word in ACTIVE if word in whole] == []


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Take each file in anew, whatever an earlier test made of the same bytes."""
    kept_pages.cache_clear()

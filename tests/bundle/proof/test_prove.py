"""What is written is held to its ledger, and what each page shows to what its source shows."""

from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from packetgen.annexes.lighten.worker import lighten
from packetgen.bundle.assemble import assemble, stamp
from packetgen.bundle.assemble.stamp import Stamp, apply
from packetgen.bundle.proof.prove import prove
from packetgen.errors import BundleUnproved
from packetgen.model.bundle import plan
from tests import heavy
from tests.bundle.samples import Bundle, make, many, scan, sommaire, write
from tests.pdfs import as_bytes

Change = Callable[[Pdf, Object], None]
LETTRE, STATUTS = "pièce 1 « Lettre au Président » : ", "pièce 2 « Statuts » : "
DISPLACED, WHITE = "sa page et son numéro ne sont pas à leur place", "elle est devenue blanche"
NOT_SHOWN = "on n’y voit plus ce que montre sa source"


def _with(plain: Bundle, pdf: bytes, place: int = 3) -> tuple[bytes, ...]:
    """The PDFs of the bundle, another one in place of that of a part."""
    return (*plain.pdfs[:place], pdf, *plain.pdfs[place + 1 :])


def _changed(plain: Bundle, change: Change, page: int = 0) -> tuple[bytes, ...]:
    """The PDFs of the bundle, a page of the statuts changed."""
    with Pdf.open(BytesIO(plain.pdfs[3])) as pdf:
        change(pdf, pdf.pages[page].obj)
        return _with(plain, as_bytes(pdf))


def _set(key: str, value: object) -> Change:
    return lambda _pdf, page: page.__setitem__(key, value)


BLENDED = _set("/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))


def _drawn(old: bytes, new: bytes) -> Change:
    def change(pdf: Pdf, page: Object) -> None:
        page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(old, new))

    return change


Prove = Callable[..., int]


@pytest.fixture
def proved(plain: Bundle, tmp_path: Path) -> Prove:
    """Write a bundle of some PDFs and prove it, against others where they are given."""

    def write_and_prove(
        pdfs: tuple[bytes, ...] = plain.pdfs,
        sources: tuple[bytes, ...] = (),
        resampled: Collection[int] = (),
    ) -> int:
        path = tmp_path / "bundle.pdf"
        write(path, plain.ledger, pdfs)
        return prove(path, plain.ledger, sources or pdfs, resampled)

    return write_and_prove


def test_a_long_bundle_of_odd_titles_is_proved(tmp_path: Path) -> None:
    odd = ("Cadratin — demi-tiret", "★ 日本 <&>", "p. 12", "Mot" * 60, "Comptes 2023-2024 (1)")
    parts = many(60)
    titled = (replace(part, titre=titre) for part, titre in zip(parts, odd, strict=False))
    long = make(tmp_path / "long.pdf", (*titled, *parts[len(odd) :]))
    assert prove(long.path, long.ledger, long.pdfs) == 0


def test_a_bundle_of_another_dossier_is_found(plain: Bundle) -> None:
    other = replace(plain.ledger, others=())
    with pytest.raises(BundleUnproved, match="n’est pas celui de ce dossier"):
        prove(plain.path, other, plain.pdfs)


@pytest.mark.parametrize(
    ("change", "page", "found"),
    [
        (_drawn(b"statuts 1", b"statuts 7"), 0, NOT_SHOWN),
        (_set("/MediaBox", Array([0, 0, 700, 842])), 1, "elle n’a plus le format de sa source"),
        (_set("/Contents", Array()), 2, WHITE),
    ],
)
def test_a_page_that_does_not_show_what_its_source_shows_is_named(
    change: Change, page: int, found: str, plain: Bundle, proved: Prove
) -> None:
    with pytest.raises(BundleUnproved, match=f"page {page + 4}, {STATUTS}{found}.*signalez-le.$"):
        proved(_changed(plain, change, page), plain.pdfs)


def test_a_scan_of_other_figures_is_found(plain: Bundle, proved: Prove) -> None:
    other = scan("Total des subventions : 6 800 euros")
    with pytest.raises(BundleUnproved, match=f"page 3, {LETTRE}{NOT_SHOWN}"):
        proved(_with(plain, scan(), 2), _with(plain, other, 2))


def test_a_page_rewritten_to_look_the_same_is_proved(plain: Bundle, proved: Prove) -> None:
    assert proved(plain.pdfs, _changed(plain, _drawn(b"\n", b" \n "))) == 1


def _in_two(pdf: Pdf, page: Object) -> None:
    contents = page.Contents.read_bytes()
    page.Contents = Array([pdf.make_stream(contents[:200]), pdf.make_stream(contents[200:])])


def _layered(pdf: Pdf, page: Object) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="plan"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary())
    page.Resources.Properties = Dictionary(H=group)
    drawn = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(drawn + b" /OC /H BDC 300 300 99 99 re f EMC")


# A layer is seen on all the pages that share its resources
@pytest.mark.parametrize(
    ("change", "page", "pictured"), [(BLENDED, 1, 1), (_in_two, 0, 0), (_layered, 0, 1)]
)
def test_a_page_is_seen_if_its_look_depends_on_more_than_what_it_holds(
    change: Change, page: int, pictured: int, plain: Bundle, proved: Prove
) -> None:
    assert proved(_changed(plain, change, page)) == pictured


def _covering(page: Object) -> None:
    page.Contents.write(page.Contents.read_bytes() + b" 1 g 90 690 99 99 re f")


def _moving(page: Object) -> None:
    page.Contents.write(b"0.9 0 0 0.9 0 0 cm " + page.Contents.read_bytes())


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (_covering, DISPLACED),
        (_moving, DISPLACED),
        (lambda page: page.Resources.__delitem__("/XObject"), f"page 3, {LETTRE}{WHITE}"),
    ],
)
def test_a_stamp_that_harms_its_page_is_found(
    harm: Callable[[Object], None], found: str, proved: Prove, monkeypatch: pytest.MonkeyPatch
) -> None:
    def apply_wrongly(page: Page, drawn: list[Stamp], pdf: Pdf, tag: str) -> Object | None:
        form = apply(page, drawn, pdf, tag)
        harm(page.obj)
        return form

    monkeypatch.setattr(stamp, "apply", apply_wrongly)
    with pytest.raises(BundleUnproved, match=found):
        proved()


@pytest.mark.parametrize(
    ("place", "changed", "found"),
    [
        (2, {"pages": 2}, "page imprimée « p. 5 » au lieu de « p. 4 »"),
        (3, {"titre": "Statues"}, "titre imprimé"),
    ],
)
def test_what_the_sommaire_misprints_is_found(
    place: int, changed: dict[str, Any], found: str, plain: Bundle, proved: Prove
) -> None:
    parts = [placed.part for placed in plain.ledger.plan.parts]
    parts[place] = replace(parts[place], **changed)
    with pytest.raises(BundleUnproved, match=f"ligne de la pièce 2 « Statuts », {found}"):
        proved(_with(plain, sommaire(plan(parts)), 1), plain.pdfs)


def test_several_differences_are_counted(proved: Prove, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "outline_title", lambda part: f"{part.titre} !")
    found = r"signet « Couverture ! » vers la page 1 au lieu de « Couverture » .*7.autres écarts"
    with pytest.raises(BundleUnproved, match=found):
        proved()


@pytest.mark.parametrize("kept", [0, -700])
def test_a_file_cut_short_is_found(kept: int, plain: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(plain.path.read_bytes()[:kept])
    with pytest.raises(BundleUnproved, match=r"ne peut pas être relu|diffère de son plan"):
        prove(path, plain.ledger, plain.pdfs)


def test_a_piece_that_is_a_page_of_an_older_bundle_is_proved(plain: Bundle, proved: Prove) -> None:
    with Pdf.open(plain.path) as pdf, Pdf.new() as older:
        older.pages.extend(list(pdf.pages)[3:6])
        assert proved(_with(plain, as_bytes(older))) == 0


def test_a_piece_whose_objects_have_no_end_is_named(plain: Bundle, proved: Prove) -> None:
    def endless(pdf: Pdf, page: Object) -> None:
        node = pdf.make_indirect(Array([1] * 40_000))
        page.Resources.Properties = Dictionary(K=Array([node] * 300))

    with pytest.raises(BundleUnproved, match="La pièce 2, « Statuts » ne peut pas être réunie"):
        proved(_changed(plain, endless, 2))


def _scanned(path: Path, text: str, seed: int = 5) -> bytes:
    """A page of text as a scanner sees it, finer than the page can show; written at `path`."""
    heavy.scanned(path, heavy.scan(text, seed))
    return path.read_bytes()


def test_resampled_photos_are_proved_by_sight(plain: Bundle, proved: Prove, tmp_path: Path) -> None:
    page, light = tmp_path / "scan.pdf", tmp_path / "leger.pdf"
    before = _scanned(page, heavy.WORDS)
    lighten(page, light, photos=True)
    assert light.stat().st_size < len(before) / 2
    lighter = _with(plain, light.read_bytes(), 2)
    assert proved(lighter, _with(plain, before, 2), {1}) == 1
    for text in ("Procès-verbal du 12 mars.", heavy.WORDS.replace("trois", "quatre")):
        other = _scanned(tmp_path / "autre.pdf", text, seed=6)
        with pytest.raises(BundleUnproved, match=f"page 3, {LETTRE}{NOT_SHOWN}"):
            proved(lighter, _with(plain, other, 2), {1})

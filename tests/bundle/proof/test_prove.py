"""What is written is held to its ledger, and what each page shows to what its source shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from packetgen.annexes.lighten.worker import lighten
from packetgen.bundle.assemble import assemble, stamp
from packetgen.bundle.assemble.stamp import Stamp, apply
from packetgen.bundle.proof.prove import prove
from packetgen.errors import BundleUnproved
from packetgen.model.bundle import Plan, plan
from tests import heavy
from tests.bundle.samples import PIECES, Bundle, make, many, piece, scan, sommaire, write
from tests.pdfs import as_bytes

Change = Callable[[Pdf, Object], None]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make(tmp_path_factory.mktemp("bundle") / "bundle.pdf")


def _changed(source: bytes, change: Change, page: int = 0) -> bytes:
    with Pdf.open(BytesIO(source)) as pdf:
        change(pdf, pdf.pages[page].obj)
        return as_bytes(pdf)


def _with(bundle: Bundle, place: int, pdf: bytes) -> tuple[bytes, ...]:
    """The PDFs of the bundle, another one in place of that of a part."""
    return (*bundle.pdfs[:place], pdf, *bundle.pdfs[place + 1 :])


def test_a_true_bundle_is_proved(bundle: Bundle) -> None:
    assert prove(bundle.path, bundle.ledger, bundle.pdfs) == 0


def test_a_long_bundle_of_odd_titles_is_proved(tmp_path: Path) -> None:
    odd = ("Cadratin — demi-tiret", "★ 日本 <&>", "p. 12", "Mot" * 60, "Comptes 2023-2024 (1)")
    parts = many(60)
    titled = (replace(part, titre=titre) for part, titre in zip(parts, odd, strict=False))
    long = make(tmp_path / "long.pdf", (*titled, *parts[len(odd) :]))
    assert prove(long.path, long.ledger, long.pdfs) == 0


def test_a_bundle_of_another_dossier_is_found(bundle: Bundle) -> None:
    other = replace(bundle.ledger, others=())
    with pytest.raises(BundleUnproved, match="n’est pas celui de ce dossier"):
        prove(bundle.path, other, bundle.pdfs)


def _digit(pdf: Pdf, page: Object) -> None:
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"statuts 1", b"statuts 7"))


def _blanked(pdf: Pdf, page: Object) -> None:
    page.Contents = pdf.make_stream(b"")


def _wider(_pdf: Pdf, page: Object) -> None:
    page.MediaBox = Array([0, 0, 700, 842])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_digit, "page 4, pièce 2 « Statuts » : on n’y voit plus ce que montre sa source"),
        (_wider, "page 4, pièce 2 « Statuts » : elle n’a plus le format de sa source"),
    ],
)
def test_a_page_that_its_source_does_not_show_is_named(
    change: Change, found: str, bundle: Bundle
) -> None:
    pdfs = _with(bundle, 3, _changed(bundle.pdfs[3], change))
    with pytest.raises(BundleUnproved) as raised:
        prove(bundle.path, bundle.ledger, pdfs)
    assert found in str(raised.value)
    assert str(raised.value).endswith("signalez-le.")


def test_a_page_gone_blank_is_named(bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    write(path, bundle.ledger, _with(bundle, 3, _changed(bundle.pdfs[3], _blanked, 2)))
    found = "page 6, pièce 2 « Statuts » : elle est devenue blanche"
    with pytest.raises(BundleUnproved, match=found):
        prove(path, bundle.ledger, bundle.pdfs)


def test_a_scan_of_other_figures_is_found(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    made = make(path, (PIECES[0], replace(PIECES[1], pages=1)))
    pdfs = _with(made, 3, scan())
    write(path, made.ledger, pdfs)
    assert prove(path, made.ledger, pdfs) == 0
    other = _with(made, 3, scan("Total des subventions : 6 800 euros"))
    with pytest.raises(BundleUnproved, match=r"page 4, pièce 2 « Statuts » : on n’y voit plus"):
        prove(path, made.ledger, other)


def _spaced(pdf: Pdf, page: Object) -> None:
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"\n", b" \n "))


def test_a_page_written_otherwise_that_shows_the_same_is_proved(bundle: Bundle) -> None:
    pdfs = _with(bundle, 3, _changed(bundle.pdfs[3], _spaced))
    assert prove(bundle.path, bundle.ledger, pdfs) == 1


def _blended(_pdf: Pdf, page: Object) -> None:
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)


def _shared(pdf: Pdf, page: Object) -> None:
    contents = page.Contents.read_bytes()
    page.Contents = Array([pdf.make_stream(contents[:200]), pdf.make_stream(contents[200:])])


def _hidden(pdf: Pdf, page: Object) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="masqué"))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group]))
    page.Resources.Properties = Dictionary(H=group)
    drawn = page.Contents.read_bytes()
    page.Contents = pdf.make_stream(drawn + b" /OC /H BDC 300 300 99 99 re f EMC")


# A layer is seen on all the pages that share its resources
@pytest.mark.parametrize(
    ("change", "page", "pictured"), [(_blended, 1, 1), (_shared, 0, 0), (_hidden, 0, 1)]
)
def test_a_page_is_seen_if_its_look_depends_on_more_than_what_it_holds(
    change: Change, page: int, pictured: int, bundle: Bundle, tmp_path: Path
) -> None:
    path, pdfs = tmp_path / "seen.pdf", _with(bundle, 3, _changed(bundle.pdfs[3], change, page))
    write(path, bundle.ledger, pdfs)
    assert prove(path, bundle.ledger, pdfs) == pictured


def test_a_hidden_layer_that_would_show_is_found(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, pdfs = tmp_path / "layer.pdf", _with(bundle, 3, _changed(bundle.pdfs[3], _hidden))
    outline = assemble._outline

    def forget_layers(made: Pdf, whole: Plan) -> None:
        outline(made, whole)
        del made.Root.OCProperties

    monkeypatch.setattr(assemble, "_outline", forget_layers)
    write(path, bundle.ledger, pdfs)
    with pytest.raises(BundleUnproved, match=r"page 4, pièce 2 « Statuts » : on n’y voit plus"):
        prove(path, bundle.ledger, pdfs)


def _covering(page: Page, drawn: list[Stamp], pdf: Pdf) -> None:
    apply(page, drawn, pdf)
    page.obj.Contents.write(page.obj.Contents.read_bytes() + b" 1 g 90 690 99 99 re f")


def _moving(page: Page, drawn: list[Stamp], pdf: Pdf) -> None:
    apply(page, drawn, pdf)
    page.obj.Contents.write(b"0.9 0 0 0.9 0 0 cm " + page.obj.Contents.read_bytes())


def _losing(page: Page, drawn: list[Stamp], pdf: Pdf) -> None:
    apply(page, drawn, pdf)
    del page.obj.Resources.XObject


@pytest.mark.parametrize(
    ("apply_wrongly", "found"),
    [
        (_covering, "sa page et son numéro ne sont pas à leur place"),
        (_moving, "sa page et son numéro ne sont pas à leur place"),
        (_losing, "page 3, pièce 1 « Lettre au Président » : elle est devenue blanche"),
    ],
)
def test_a_stamp_that_harms_its_page_is_found(
    apply_wrongly: Callable[[Page, list[Stamp], Pdf], None],
    found: str,
    bundle: Bundle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stamp, "apply", apply_wrongly)
    path = tmp_path / "harmed.pdf"
    write(path, bundle.ledger, bundle.pdfs)
    with pytest.raises(BundleUnproved, match=found):
        prove(path, bundle.ledger, bundle.pdfs)


@pytest.mark.parametrize(
    ("place", "changed", "found"),
    [
        (2, {"pages": 2}, "page imprimée « p. 5 » au lieu de « p. 4 »"),
        (3, {"titre": "Statues"}, "titre imprimé"),
    ],
)
def test_what_the_sommaire_misprints_is_found(
    place: int, changed: dict[str, Any], found: str, bundle: Bundle, tmp_path: Path
) -> None:
    parts = [placed.part for placed in bundle.plan.parts]
    parts[place] = replace(parts[place], **changed)
    path = tmp_path / "other.pdf"
    write(path, bundle.ledger, _with(bundle, 1, sommaire(plan(parts))))
    with pytest.raises(BundleUnproved, match=f"ligne de la pièce 2 « Statuts », {found}"):
        prove(path, bundle.ledger, bundle.pdfs)


def test_several_differences_are_counted(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "outline.pdf"
    with monkeypatch.context() as patched:
        patched.setattr(assemble, "outline_title", lambda part: f"{part.titre} !")
        write(path, bundle.ledger, bundle.pdfs)
    found = r"signet « Couverture ! » vers la page 1 au lieu de « Couverture » .*7.autres écarts"
    with pytest.raises(BundleUnproved, match=found):
        prove(path, bundle.ledger, bundle.pdfs)


@pytest.mark.parametrize("kept", [0, 400, -700])
def test_a_file_cut_short_is_found(kept: int, bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(bundle.path.read_bytes()[:kept])
    with pytest.raises(BundleUnproved, match=r"ne peut pas être relu|diffère de son plan"):
        prove(path, bundle.ledger, bundle.pdfs)


def test_a_piece_that_is_itself_a_page_of_an_older_bundle_is_proved(
    bundle: Bundle, tmp_path: Path
) -> None:
    with Pdf.open(bundle.path) as pdf:
        for page in (9, 8, 7, 6, 2, 1, 0):
            del pdf.pages[page]
        older = as_bytes(pdf)
    path, pdfs = tmp_path / "bundle.pdf", _with(bundle, 3, older)
    write(path, bundle.ledger, pdfs)
    assert prove(path, bundle.ledger, pdfs) == 0


def test_a_piece_whose_objects_have_no_end_is_named(bundle: Bundle, tmp_path: Path) -> None:
    with Pdf.open(BytesIO(piece(PIECES[1]))) as pdf:
        node = pdf.make_indirect(Array([1] * 40_000))
        node = Array([node] * 300)
        pdf.pages[2].obj.Resources.Properties = Dictionary(K=node)
        endless = as_bytes(pdf)
    with pytest.raises(BundleUnproved, match="La pièce 2, « Statuts » ne peut pas être réunie"):
        write(tmp_path / "bundle.pdf", bundle.ledger, _with(bundle, 3, endless))


def resampled(tmp_path: Path, page: bytes) -> tuple[Bundle, tuple[bytes, ...]]:
    """A bundle whose letter is `page`, resampled; what its parts were before that."""
    whole = make(tmp_path / "bundle.pdf")
    (tmp_path / "page.pdf").write_bytes(page)
    lighten(tmp_path / "page.pdf", tmp_path / "leger.pdf", photos=True)
    light = (*whole.pdfs[:2], (tmp_path / "leger.pdf").read_bytes(), *whole.pdfs[3:])
    write(whole.path, whole.ledger, light)
    return whole, (*whole.pdfs[:2], page, *whole.pdfs[3:])


def fine_scan(path: Path, text: str, seed: int = 5) -> bytes:
    """A page of text as a scanner sees it, finer than the page can show; written at `path`."""
    heavy.scanned(path, heavy.scan(text, seed))
    return path.read_bytes()


def test_resampled_photos_are_proved_by_what_one_sees(tmp_path: Path) -> None:
    page = fine_scan(tmp_path / "scan.pdf", heavy.WORDS)
    whole, before = resampled(tmp_path, page)
    assert len((tmp_path / "leger.pdf").read_bytes()) < len(page) / 2
    assert prove(whole.path, whole.ledger, before, {1}) == 1


@pytest.mark.parametrize(
    "text", ["Procès-verbal de l’assemblée du 12 mars.", heavy.WORDS.replace("trois", "quatre")]
)
def test_another_page_does_not_pass_for_a_resampled_one(text: str, tmp_path: Path) -> None:
    whole, before = resampled(tmp_path, fine_scan(tmp_path / "scan.pdf", heavy.WORDS))
    other = (*before[:2], fine_scan(tmp_path / "autre.pdf", text, seed=6), *before[3:])
    with pytest.raises(BundleUnproved, match=r"page 3, pièce 1 .* ce que montre sa source"):
        prove(whole.path, whole.ledger, other, {1})

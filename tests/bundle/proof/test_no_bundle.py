"""What is no bundle, damaged or hostile, is never proved, soon and without an error."""

import random
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Pdf

from packetgen.bundle.proof.examine import examine
from tests.bundle import harm
from tests.bundle.forgery import FLATE
from tests.bundle.harm import Harm
from tests.bundle.proof.saves import prints_of
from tests.bundle.samples import PIECES, Bundle, piece


def _locked(path: Path) -> None:
    with Pdf.open(BytesIO(piece(PIECES[1]))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="clé", user="clé"))


@pytest.mark.parametrize(
    ("write_file", "problem"),
    [
        (lambda path: path.write_bytes(piece(PIECES[1])), "ce PDF n’est pas un dossier fait par"),
        (_locked, "ce fichier est protégé par un mot de passe"),
        (lambda path: path.write_bytes(b""), "ce fichier n’est pas un PDF, ou il est abîmé"),
        (lambda path: path.write_bytes(b"PK\x03\x04" * 99), "ce fichier n’est pas un PDF"),
        (lambda path: path.mkdir(), "ce fichier n’est pas un PDF"),
    ],
    ids=["another PDF", "locked", "empty", "zip", "folder"],
)
def test_what_is_no_bundle_is_said_so(
    write_file: Callable[[Path], object], problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "fichier.pdf"
    write_file(path)
    found = examine(path)
    assert found.problem.startswith(problem)
    assert not found.is_proved


def _deep(pdf: Pdf) -> None:
    node = pdf.make_indirect(Dictionary())
    for _ in range(3000):
        node = pdf.make_indirect(Dictionary(N=node))
    harm.page_of(pdf, 8).Resources.Properties = Dictionary(K=node)


@pytest.mark.parametrize("hostile", [_deep, lambda pdf: pdf.pages.__delitem__(slice(None))])
def test_a_hostile_bundle_is_not_proved(hostile: Harm, bundle: Bundle, tmp_path: Path) -> None:
    assert not examine(harm.harmed(bundle.path, tmp_path, hostile)).is_proved


def test_a_stream_that_swells_without_end_is_not_read_to_it(
    bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits, bomb = pikepdf.settings.get_qpdf_limits(), zlib.compress(b" " * 5_000_000)
    monkeypatch.setattr("packetgen.bundle.proof.examine.MOST_DECODED", 1_000_000)
    path = harm.harmed(
        bundle.path, tmp_path, lambda pdf: harm.drawn_by(pdf, 8).write(bomb, filter=FLATE)
    )
    [found] = examine(path).differences
    assert found.text == "page 8, pièce 4 « Comptes annuels » : son texte ou son tracé a changé"
    assert pikepdf.settings.get_qpdf_limits() == limits


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.slow if seed > 7 else ()) for seed in range(40)]
)
def test_damage_is_never_proved_unless_nothing_is_lost(
    seed: int, bundle: Bundle, tmp_path: Path
) -> None:
    """Bytes of the file cut or changed: what is still proved shows each page as it was."""
    chance = random.Random(seed)  # noqa: S311 - the same damage each time
    data = bytearray(bundle.path.read_bytes())
    if seed % 4 == 0:
        del data[chance.randrange(len(data)) :]
    else:
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path = tmp_path / "damaged.pdf"
    path.write_bytes(data)
    found = examine(path)
    if found.is_proved:
        assert prints_of(path.read_bytes()) == prints_of(bundle.path.read_bytes())

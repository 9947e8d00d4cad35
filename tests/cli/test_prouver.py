"""packetgen prouver: says in French whether a file is the bundle that was made, and what is not."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from pikepdf import Dictionary, Pdf

from packetgen.bundle.ledger import from_json
from packetgen.bundle.process import proof_client
from packetgen.errors import ExitCode
from tests import pdfs
from tests.bundle import harm
from tests.bundle.samples import PIECES, Bundle, make, piece
from tests.cli.conftest import Packetgen
from tests.tables import table


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return make(tmp_path_factory.mktemp("dossier") / "dossier.pdf")


HARMS: dict[str, tuple[ExitCode, list[harm.Harm]]] = {
    "true": (ExitCode.DONE, []),
    "saved anew": (ExitCode.DONE, []),
    "retitled": (ExitCode.DONE, [lambda pdf: pdf.docinfo.__setitem__("/Title", "VALIDÉ")]),
    "altered": (ExitCode.DOSSIER_NOT_CONFORM, [harm.digit, harm.cover_digit, harm.more_data]),
    "escaping": (
        ExitCode.DOSSIER_NOT_CONFORM,
        [harm.ledger("parties", 3, "titre", value="\x1b]0;pris\x07\x1b[2J\nStatuts")],
    ),
}


@pytest.mark.parametrize("name", HARMS)
def test_what_is_said(name: str, packetgen: Packetgen, bundle: Bundle, tmp_path: Path) -> None:
    code, harms = HARMS[name]
    path = bundle.path if name == "true" else harm.harmed(bundle.path, tmp_path, *harms)
    said = packetgen("prouver", path)
    assert said.code == code
    assert [words for words in table(__file__)[name] if words not in said.all] == []
    assert (f"Sceau : {from_json(bundle.json)[2]}" in said.all) is (code == ExitCode.DONE)
    # a title commands no terminal
    assert not any(sign in said.out + said.err for sign in "\x1b\x07")


def test_the_seal_kept_tells_another(packetgen: Packetgen, bundle: Bundle, tmp_path: Path) -> None:
    kept = from_json(bundle.json)[2]
    path = harm.harmed(bundle.path, tmp_path, harm.digit, harm.fingerprints_again, harm.seal_again)
    assert packetgen("prouver", path).code == ExitCode.DONE
    said = packetgen("prouver", path, "--sceau", kept)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "Un autre dossier : son sceau est " in said.all
    assert f"celui qui a été gardé est {kept}." in said.all
    spaced = f" {kept[:32].upper()} {kept[32:]}"
    assert packetgen("prouver", bundle.path, "--sceau", spaced).code == ExitCode.DONE
    said = packetgen("prouver", bundle.path, "--sceau", kept[:-1])
    assert said.code == ExitCode.USAGE
    assert "un sceau a 64 chiffres et lettres de a à f" in said.all


def _nested(pdf: Pdf) -> None:
    """Draw on the sommaire a form of ten forms, of ten forms each, and so on."""
    form = pdfs.drawing(pdf, b"BT /F 9 Tf (x) Tj ET")
    for _ in range(12):
        form = pdfs.drawing(pdf, b"/X Do " * 10, Resources=Dictionary(XObject=Dictionary(X=form)))
    page = harm.page_of(pdf, 2)
    page.Resources.XObject = Dictionary(X=form)
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" /X Do")


def test_a_file_beyond_the_limits_is_told_in_a_sentence(
    packetgen: Packetgen, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(proof_client.PROOF, seconds=2.0, memory=600_000_000)
    monkeypatch.setattr(proof_client, "PROOF", short)
    said = packetgen("prouver", harm.harmed(bundle.path, tmp_path, _nested))
    assert said.code == ExitCode.WORKBOOK_UNREADABLE
    assert "Rien à prouver : ce fichier " in said.all
    assert "Demandez le fichier d’origine" in said.all


def test_the_gravest_file_decides(packetgen: Packetgen, bundle: Bundle, tmp_path: Path) -> None:
    altered = harm.harmed(bundle.path, tmp_path, harm.no_ledger)
    said = packetgen("prouver", bundle.path, altered)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "« bordereau.json » a été retiré" in said.all
    assert said.all.index("Prouvé :") < said.all.index("altered.pdf") < said.all.index("Non prouvé")
    (statuts := tmp_path / "statuts.pdf").write_bytes(piece(PIECES[1]))
    said = packetgen("prouver", altered, statuts, bundle.path)
    assert said.code == ExitCode.WORKBOOK_UNREADABLE
    assert "Rien à prouver : ce PDF n’est pas un dossier fait par packetgen." in said.all


def test_what_is_proved_is_compared(packetgen: Packetgen, bundle: Bundle, tmp_path: Path) -> None:
    said = packetgen("comparer", harm.harmed(bundle.path, tmp_path, harm.digit), bundle.path)
    assert said.code == ExitCode.DOSSIER_NOT_CONFORM
    assert "« dossier-altered.pdf » n’est plus le dossier que packetgen a fait : page 8" in said.all
    said = packetgen("comparer", bundle.path, bundle.path)
    assert said.code == ExitCode.WORKBOOK_UNREADABLE
    assert "ses données jointes sont d’une autre version de packetgen, ou n’y sont pas" in said.all

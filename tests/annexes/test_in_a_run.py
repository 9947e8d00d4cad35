"""What becomes of annexes once their workbook is run: cells named, originals kept and spared."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from packetgen import service
from packetgen.errors import ExitCode, UsageError
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from tests.bundles import packet_of, pages_of, pdf_of
from tests.changes import piece
from tests.checks.situations import DEPOT_OPEN
from tests.folders import build, with_actions, write_folder
from tests.pdfs import form


def _given(folder: Path, dossier: Dossier, name: str = "statuts.pdf") -> Path:
    return write_folder(folder, with_actions(dossier, 1), piece("statuts", fichier=name))


def test_a05_a_signed_original_is_kept_beside_the_bundle(dossier: Dossier, tmp_path: Path) -> None:
    workbook = _given(tmp_path, dossier)
    signature = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("x"))
    form({"FT": Name.Sig, "F": 132, "V": signature}).save(tmp_path / "statuts.pdf")
    outcome = build(workbook, tmp_path / "output")
    [original] = (path for path in packet_of(outcome).beside if "_original_" in path.name)
    assert original.read_bytes() == (tmp_path / "statuts.pdf").read_bytes()
    assert any("la signature n’est plus vérifiable" in text for text in pages_of(outcome))
    assert outcome.exit_code is ExitCode.DONE
    with pikepdf.open(pdf_of(outcome)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert not [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/FT")]


def test_a17_a_path_to_nowhere_is_told_at_its_cell(dossier: Dossier, tmp_path: Path) -> None:
    verified = service.verify(_given(tmp_path, dossier, "../rib.pdf"), today=DEPOT_OPEN)
    [found] = (each for each in verified.findings if each.key == "pieces.statuts.fichier")
    assert found.severity is Severity.BLOQUANT
    assert found.origin is not None
    assert (found.origin.sheet, found.origin.cell) == ("Pièces", "D8")


def test_a19_a_bundle_given_as_a_piece_is_refused_and_a_piece_in_its_place_not_replaced(
    dossier: Dossier, tmp_path: Path
) -> None:
    bundle = pdf_of(build(_given(tmp_path, dossier), tmp_path))
    made = bundle.read_bytes()
    workbook = _given(tmp_path, dossier, bundle.name)
    incomplete = build(workbook, tmp_path)
    assert pdf_of(incomplete) != bundle
    assert bundle.read_bytes() == made
    assert any("déjà relié par packetgen" in text for text in pages_of(incomplete))
    assert incomplete.exit_code is ExitCode.ANNEX_REFUSED
    statuts = (tmp_path / "statuts.pdf").read_bytes()
    bundle.write_bytes(statuts)
    with pytest.raises(UsageError, match=r"serait perdu.*Déplacez-le"):
        build(workbook, tmp_path)
    assert bundle.read_bytes() == statuts

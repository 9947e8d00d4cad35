"""What becomes of annexes once their workbook is run: cells named, originals kept and spared."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from packetgen import service
from packetgen.annexes.pdf.text import page_texts
from packetgen.errors import ExitCode, UsageError
from packetgen.model.dossier import Dossier
from packetgen.model.finding import Severity
from packetgen.pipeline.publish import BundleResult
from tests.changes import piece
from tests.checks.situations import DEPOT_OPEN
from tests.folders import build, with_actions, write_folder
from tests.pdfs import form


def _given(folder: Path, dossier: Dossier, name: str = "statuts.pdf") -> Path:
    return write_folder(folder, with_actions(dossier, 1), piece("statuts", fichier=name))


def _built(workbook: Path, output: Path) -> tuple[BundleResult, Path, ExitCode]:
    outcome = build(workbook, output)
    [packet] = outcome.packets
    assert packet.path is not None
    return packet, packet.path, outcome.exit_code


def test_a05_a_signed_original_is_kept_beside_the_bundle(dossier: Dossier, tmp_path: Path) -> None:
    workbook = _given(tmp_path, dossier)
    signature = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("x"))
    form({"FT": Name.Sig, "F": 132, "V": signature}).save(tmp_path / "statuts.pdf")
    packet, bundle, code = _built(workbook, tmp_path / "output")
    [original] = (path for path in packet.beside if "_original_" in path.name)
    assert original.read_bytes() == (tmp_path / "statuts.pdf").read_bytes()
    assert any("la signature n’est plus vérifiable" in text for text in page_texts(bundle))
    assert code is ExitCode.DONE
    with pikepdf.open(bundle) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert not [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/FT")]


def test_a17_a_path_that_leads_nowhere_is_told_at_its_cell(
    dossier: Dossier, tmp_path: Path
) -> None:
    verified = service.verify(_given(tmp_path, dossier, "../rib.pdf"), today=DEPOT_OPEN)
    [found] = (each for each in verified.findings if each.key == "pieces.statuts.fichier")
    assert found.severity is Severity.BLOQUANT
    assert found.origin is not None
    assert (found.origin.sheet, found.origin.cell) == ("Pièces", "D8")


def test_a19_a_bundle_given_as_a_piece_is_refused_and_a_piece_in_its_place_not_replaced(
    dossier: Dossier, tmp_path: Path
) -> None:
    _, bundle, _ = _built(_given(tmp_path, dossier), tmp_path)
    made = bundle.read_bytes()
    workbook = _given(tmp_path, dossier, bundle.name)
    _, incomplete, code = _built(workbook, tmp_path)
    assert incomplete != bundle
    assert bundle.read_bytes() == made
    assert any("déjà relié par packetgen" in " ".join(t.split()) for t in page_texts(incomplete))
    assert code is ExitCode.ANNEX_REFUSED
    statuts = (tmp_path / "statuts.pdf").read_bytes()
    bundle.write_bytes(statuts)
    with pytest.raises(UsageError, match=r"serait perdu.*Déplacez-le"):
        build(workbook, tmp_path)
    assert bundle.read_bytes() == statuts

"""A bundle that may have been sent stays: the next one is another version of it, and says so."""

import shutil
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from packetgen import service
from packetgen.annexes.pdf.text import page_texts
from packetgen.bundle.process.proof_client import examine_apart
from packetgen.bundle.proof.examine import examine
from packetgen.convert.fonts import own_fontconfig
from packetgen.errors import BundleAltered, ExitCode, UsageError, WorkbookUnreadable
from packetgen.model.dossier import Dossier
from tests.bundle.harm import harmed, ledger
from tests.bundles import packet_of, pages_of, pdf_of
from tests.changes import Change, action, both, budget, piece, porteur, second, sound
from tests.folders import build, with_actions, write_folder
from tests.reception.boxes import altered

LATER = date(2025, 11, 7)
VOISINS = porteur(denomination="Les Voisins", siret="732 829 320 00074")
MORE = both(action(montant_call=Decimal(7000)), budget(l74epci=7000, l604=2900))


@pytest.fixture
def here(sent: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(sent, tmp_path / "dossier"))


def again(here: Path, dossier: Dossier, change: Change, **asked: object) -> service.ServiceResult:
    workbook = write_folder(here, with_actions(dossier, 1), change)
    return build(workbook, here / "output", **{"today": LATER, **asked})


@pytest.mark.slow
def test_versions_follow_each_other(here: Path, dossier: Dossier) -> None:
    [first] = here.glob("output/*.pdf")
    bytes_of_first = first.read_bytes()
    same = again(here, dossier, sound)
    assert (pdf_of(same), packet_of(same).kept_since) == (first, date(2025, 11, 5))
    without = both(MORE, piece("rib", fichier="", motif="Attendu de la banque"))
    amended = again(here, dossier, without)
    second_one = pdf_of(amended)
    bytes_of_second = second_one.read_bytes()
    assert second_one.stem == f"{first.stem}-v2-INCOMPLET"
    pages = pages_of(amended)
    former = examine(first)
    assert "remplace la version 1 établie le 5 novembre 2025" in pages[0]
    assert pages[1].startswith("Ce qui change depuis le 5 novembre 2025")
    assert all(seal in page for seal in [former.seal] for page in (pages[1], pages[-1]))
    assert "Montant demandé à la CALL : 6 500 € devient 7 000 €" in pages[1]
    assert "Pièce 8 – RIB : retirée (Attendu de la banque) ; c’était p. 21" in pages[1]
    assert "Statuts" not in pages[1] and "Déroulé" not in pages[1]
    assert again(here, dossier, without, today=LATER).packets[0].path == second_one
    whole = again(here, dossier, both(MORE, piece("comptes", fichier="statuts.pdf")))
    assert pdf_of(whole).stem == f"{first.stem}-v3"
    [found, _] = next(examine_apart([pdf_of(whole)]))
    assert found.is_proved and found.ledger is not None and found.ledger.replaces is not None
    assert (found.ledger.edition, found.ledger.replaces.version) == (3, 2)
    assert found.ledger.replaces.seal == examine(second_one).seal
    assert {*here.glob("output/*.pdf")} == {first, second_one, pdf_of(whole)}
    assert [each.read_bytes() for each in (first, second_one)] == [bytes_of_first, bytes_of_second]
    # the RIB came back, the accounts have the number of the year
    amendment = packet_of(whole).amendment
    assert amendment is not None
    told = [news.sentence for section in amendment.sections for news in section.news]
    assert [each[6:8].strip() for each in told] == ["8", "10"]


@pytest.mark.slow
def test_another_folder_and_the_same_bytes(here: Path, dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(here, with_actions(dossier, 1), MORE)
    [first] = here.glob("output/*.pdf")
    alone = build(workbook, tmp_path / "ailleurs", today=LATER)
    assert (pdf_of(alone).name, packet_of(alone).amendment) == (first.name, None)
    runs = (build(workbook, tmp_path / to, today=LATER, former=[first]) for to in ("un", "deux"))
    one, other = (pdf_of(run).read_bytes() for run in runs)
    assert one == other
    assert "v2" in next(tmp_path.glob("un/*.pdf")).stem


def test_a_corrected_title_is_a_version_too(here: Path, dossier: Dossier) -> None:
    amended = again(here, dossier, action(intitule="Grandir au potager"))
    assert pdf_of(amended).stem.endswith("_grandir-au-potager-v2")
    assert "Intitulé de l’action" in pages_of(amended)[1]


@pytest.mark.parametrize(
    "step",
    [
        "packetgen.pipeline.verify.ask_annexes",
        "packetgen.pipeline.draft.convert_documents",
        "packetgen.bundle.process.client.AssemblyClient.make_bundle",
        "packetgen.system.files.write_atomically",
    ],
)
def test_a_run_stopped_at_any_step_leaves_the_first_alone(
    step: str, here: Path, dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in here.glob("output/*")}

    def stop(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    own_fontconfig()  # this process keeps its folder for the next runs
    temporary = tmp_path / "temporaire"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(step, stop)
    with pytest.raises(KeyboardInterrupt):
        again(here, dossier, MORE)
    assert {path: path.read_bytes() for path in here.glob("output/*")} == before
    assert list(temporary.iterdir()) == []


@pytest.mark.slow
def test_what_was_altered_is_neither_lost_nor_compared(here: Path, dossier: Dossier) -> None:
    [first] = here.glob("output/*.pdf")
    amended = pdf_of(again(here, dossier, MORE))
    assert len(service.compare_bundles(first, amended).sections) == 2
    assert service.compare_bundles(first, first).sections == ()
    harmed(amended, here.parent, ledger("remplace", "sceau", value="0" * 64)).replace(amended)
    altered(first, first)
    for pair in ((first, amended), (amended, amended)):
        with pytest.raises(BundleAltered, match="n’est plus le dossier que packetgen a fait"):
            service.compare_bundles(*pair)
    with pytest.raises(WorkbookUnreadable, match="ne peut pas être comparé"):
        service.compare_bundles(here / "statuts.pdf", first)
    with pytest.raises(UsageError, match="et serait perdu"):
        again(here, dossier, sound)
    for path in (first, amended):
        path.rename(path.with_name(f"ancien {path.name}"))
    assert pdf_of(again(here, dossier, sound)) == first


@pytest.mark.slow
@pytest.mark.parametrize(("change", "pour"), [(VOISINS, "complet"), (sound, "departement")])
def test_a_bundle_of_something_else_is_no_former(
    change: Change, pour: str, here: Path, dossier: Dossier
) -> None:
    [first] = here.glob("output/*.pdf")
    with pytest.raises(UsageError, match="n’est pas une version de ce dossier"):
        again(here, dossier, change, pour=pour, former=[first])
    assert packet_of(again(here, dossier, change, pour=pour)).amendment is None


@pytest.mark.slow
def test_each_action_has_its_own(dossier: Dossier, tmp_path: Path) -> None:
    build(write_folder(tmp_path, dossier), tmp_path / "output")
    workbook = write_folder(tmp_path, dossier, second(public_nombre=77))
    outcome = build(workbook, tmp_path / "output", today=LATER)
    assert [bool(packet.kept_since) for packet in outcome.packets] == [True, False]
    assert page_texts(pdf_of(outcome, 2))[1].count("devient") == 1
    assert outcome.exit_code is ExitCode.DONE

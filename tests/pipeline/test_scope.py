"""One bundle per funder: what goes in it, for whom, and when there is none."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from packetgen.bundle.proof.examine import examine
from packetgen.errors import ExitCode, UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.service import ServiceResult
from packetgen.workbook import project
from tests.bundles import packet_of, pages_of, pdf_of
from tests.changes import Change, action, both, budget, piece, porteur
from tests.conftest import EXAMPLE
from tests.folders import build, with_actions, write_folder

NO_AGENT = action(agents_departement=False, interventions=())
NO_MONEY = budget(l74dep=0, l74etat=8500)


def codes(outcome: ServiceResult) -> list[str]:
    """The pieces of the only bundle of a run, in their order."""
    parts = [placed.part for placed in packet_of(outcome).plan.pieces]
    assert [part.numero for part in parts] == sorted({part.numero for part in parts})
    return [part.code for part in parts]


@pytest.fixture(scope="module")
def departement(tmp_path_factory: pytest.TempPathFactory) -> ServiceResult:
    """The Département's bundle of the example, its Word files kept."""
    output = tmp_path_factory.mktemp("departement")
    return build(EXAMPLE, output, pour="departement", keep_docx=True)


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> ServiceResult:
    """The CALL's bundle of the example's first action, its Word files kept."""
    output = tmp_path_factory.mktemp("call")
    return build(EXAMPLE, output, pour="call", numero=1, keep_docx=True)


def test_the_departement_reads_its_letter_then_the_fiche(departement: ServiceResult) -> None:
    owed = ["cerfa", "rib", "statuts", "dirigeants", "recepisse"]
    assert codes(departement) == ["lettre_departement", "fiche_action", *owed]
    # the second action asks nothing
    assert [packet.action.numero for packet in departement.packets] == [1]
    assert [left.numero for left in departement.verification.other_actions] == [2]
    cover, sommaire, letter, fiche, *others = pages_of(departement)
    assert "Département du Pas-de-Calais" in cover
    assert re.search("Montant demandé au Département.* 2 500 €", cover)
    assert "40 h de mobilisation prévues" in cover
    assert "L’égal accès aux services publics" in cover
    assert "Toutes les pièces sont jointes" in cover
    assert "Dossier complet" not in cover
    assert "Pièce 2 · Fiche action" in sommaire
    assert "Fiche action" in fiche
    assert "Pièce 2 · p. 1/3 — 4/21" in fiche
    for said in (
        "Madame la Présidente, Monsieur le Président,",
        "du Conseil départemental du Pas-de-Calais",
        "40 h de mobilisation sont prévues",
        "une subvention de 2 500 € (deux mille cinq cents euros), soit 14 % de ce budget",
        "6 pièces (fiche action, dossier Cerfa",
    ):
        assert said in letter
    assert "Lettre au Président" not in " ".join((cover, sommaire, letter, fiche, *others))


def test_the_call_has_the_letter_the_liste_and_the_annexes(call: ServiceResult) -> None:
    owed = ["cerfa", "statuts", "dirigeants", "recepisse", "rib"]
    assert codes(call) == ["lettre", "liste", *owed]
    cover, _, letter, liste, *_ = pages_of(call)
    assert "Communauté d’Agglomération de Lens-Liévin" in cover
    assert re.search("Montant demandé à la CALL.* 6 500 €", cover)
    assert "Dossier complet" in cover
    assert "Axe du Département" not in cover
    assert "6 pièces (liste des pièces, dossier Cerfa" in letter
    assert "fiche action" not in letter
    assert "6 sur 6" in liste
    assert "Fiche action" not in liste.partition("2. Les dépôts")[0]


def test_each_bundle_has_name_and_proof(departement: ServiceResult, call: ServiceResult) -> None:
    for outcome, name, begins, written in (
        (
            departement,
            "departement",
            "AAP2026_DEPARTEMENT_",
            ["lettre_departement", "fiche_action"],
        ),
        (call, "call", "AAP2026_CALL-LETTRE_", ["lettre", "liste"]),
    ):
        packet, bundle = packet_of(outcome), pdf_of(outcome)
        assert outcome.exit_code is ExitCode.DONE
        assert bundle.name.startswith(f"{begins}les-jardins")
        assert [path.stem for path in packet.documents] == [f"{bundle.stem}_{e}" for e in written]
        found = examine(bundle)
        assert (found.problem, found.differences) == ("", ())
        assert found.ledger is not None
        assert found.ledger.plan.stamps() == packet.plan.stamps()
        reader = PdfReader(bundle)
        record = json.loads(bytes(reader.attachments["packetgen.json"][0]))
        assert record["pour"] == name
        assert [each["code"] for each in record["pieces"]] == codes(outcome)
        assert reader.metadata is not None
        paquet = outcome.verification.paquet
        assert reader.metadata.subject == f"Demande de subvention – {paquet.destinataire}"


def test_a_bundle_opens_none_of_the_files_of_another(dossier: Dossier, tmp_path: Path) -> None:
    scan = PieceFournie("lettre", "Lettre, scan signé", "introuvable.pdf", action=1)
    own = PieceFournie("autre1", "Plan des potagers", "cerfa-voisins-connectes.pdf")

    def change(sound: Dossier) -> Dossier:
        signed = porteur(image_signature="absente.png")(sound)
        given = [each for each in signed.pieces if (each.code, each.action) != ("lettre", 1)]
        return replace(signed, pieces=(scan, *given, own))

    workbook = write_folder(tmp_path, with_actions(dossier, 1), change)
    made = build(workbook, tmp_path / "output", pour="departement")
    assert made.exit_code is ExitCode.DONE
    assert "introuvable" not in " ".join(each.message for each in made.verification.findings)
    found = examine(pdf_of(made))
    assert found.ledger is not None
    # nor the signature, that the letter alone carries
    assert [source.fichier for source in found.ledger.others] == ["classeur.xlsx"]
    # what the porteur adds closes each bundle that takes annexes
    assert codes(made)[-1] == "autre1"


def test_a_bundle_is_incomplete_for_its_own_pieces_only(
    dossier: Dossier, campagne: Campagne, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"departement": ("fiche_action", "cerfa")}
    paquets = (replace(each, pieces=own.get(each.code, each.pieces)) for each in campagne.paquets)
    narrowed = replace(campagne, paquets=tuple(paquets))
    monkeypatch.setattr(project, "load_campagne", lambda _year: narrowed)
    monkeypatch.setattr(project, "_read", project._read.__wrapped__)
    change = both(piece("statuts", fichier=""), piece("rib", fichier="perdu.pdf"))
    workbook = write_folder(tmp_path, with_actions(dossier, 1), change)
    made = build(workbook, tmp_path / "output", pour="departement")
    assert codes(made) == ["fiche_action", "cerfa"]
    assert made.exit_code is ExitCode.DONE
    assert "INCOMPLET" not in pdf_of(made).name
    whole = build(workbook, tmp_path / "output", pour="call")
    assert pdf_of(whole).name.endswith("-INCOMPLET.pdf")


@pytest.mark.parametrize("change", [NO_AGENT, NO_MONEY])
def test_money_or_agents_are_enough(change: Change, dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1), change)
    made = build(workbook, tmp_path / "output", pour="departement")
    assert len(made.packets) == 1
    cover = pages_of(made)[0]
    assert ("Montant demandé au Département" in cover) is (change is NO_AGENT)
    assert ("mobilisation" in cover) is (change is NO_MONEY)


def test_nobody_asks_the_departement(dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1), both(NO_AGENT, NO_MONEY))
    with pytest.raises(UsageError, match=r"Rien n’est demandé .*Département du Pas-de-Calais"):
        build(workbook, tmp_path / "output", pour="departement")
    assert not (tmp_path / "output").exists()
    with pytest.raises(UsageError, match=r"mairie.*parmi complet, call, departement ou region"):
        build(EXAMPLE, tmp_path / "output", pour="mairie")

"""What a bundle holds, for whom and when, and the record that is attached to it."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from msgspec.structs import replace
from pypdf import PdfReader

from packetgen import __version__, service
from packetgen.bundle.proof.examine import examine
from packetgen.errors import ExitCode, UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier, PieceFournie
from packetgen.pipeline.record import finding_as_data
from packetgen.service import ServiceResult
from packetgen.system.files import digest_of
from packetgen.workbook import project
from tests.bundles import packet_of, pages_of, pdf_of, placed_of, received_of
from tests.changes import Change, action, both, budget, piece, porteur
from tests.conftest import EXAMPLE, Make
from tests.folders import build, type_in, with_actions, write_folder
from tests.tables import table

NO_AGENT = action(agents_departement=False, interventions=())
NO_MONEY = budget(l74dep=0, l74etat=8500)


def codes(outcome: ServiceResult) -> list[str]:
    """The pieces of the only bundle of a run, in their order."""
    parts = [placed.part for placed in packet_of(outcome).plan.pieces]
    assert [part.numero for part in parts] == sorted({part.numero for part in parts})
    return [part.code for part in parts]


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ServiceResult]:
    """The Département's bundle of the example, the CALL's of its first action, Word files kept."""
    folder = tmp_path_factory.mktemp("paquets")
    return {
        pour: build(EXAMPLE, folder / pour, pour=pour, numero=numero, keep_docx=True)
        for pour, numero in (("departement", None), ("call", 1))
    }


def test_the_departement_reads_its_letter_then_the_fiche(bundles: dict[str, ServiceResult]) -> None:
    departement = bundles["departement"]
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
    assert [words for words in table(__file__)["departement"] if words not in letter] == []
    assert "Lettre au Président" not in " ".join((cover, sommaire, letter, fiche, *others))


def test_the_call_has_the_letter_and_the_liste(bundles: dict[str, ServiceResult]) -> None:
    call = bundles["call"]
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


def test_each_bundle_has_name_and_proof(bundles: dict[str, ServiceResult]) -> None:
    for name, begins, written in (
        ("departement", "AAP2026_DEPARTEMENT_", ["lettre_departement", "fiche_action"]),
        ("call", "AAP2026_CALL-LETTRE_", ["lettre", "liste"]),
    ):
        outcome = bundles[name]
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


def test_a_bundle_opens_none_of_the_files_of_another(make: Make) -> None:
    scan = PieceFournie("lettre", "Lettre, scan signé", "introuvable.pdf", action=1)
    own = PieceFournie("autre1", "Plan des potagers", "cerfa-voisins-connectes.pdf")

    def change(sound: Dossier) -> Dossier:
        signed = porteur(image_signature="absente.png")(sound)
        given = [each for each in signed.pieces if (each.code, each.action) != ("lettre", 1)]
        return replace(signed, pieces=(scan, *given, own))

    made = make(change, pour="departement")
    assert made.exit_code is ExitCode.DONE
    assert "introuvable" not in " ".join(each.message for each in made.verification.findings)
    found = examine(pdf_of(made))
    assert found.ledger is not None
    # nor the signature, that the letter alone carries
    assert [source.fichier for source in found.ledger.others] == ["classeur.xlsx"]
    # what the porteur adds closes each bundle that takes annexes
    assert codes(made)[-1] == "autre1"


def test_a_bundle_is_incomplete_for_its_own_pieces_only(
    campagne: Campagne, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"departement": ("fiche_action", "cerfa")}
    paquets = (replace(each, pieces=own.get(each.code, each.pieces)) for each in campagne.paquets)
    narrowed = replace(campagne, paquets=tuple(paquets))
    monkeypatch.setattr(project, "load_campagne", lambda _year: narrowed)
    monkeypatch.setattr(project, "_read", project._read.__wrapped__)
    change = both(piece("statuts", fichier=""), piece("rib", fichier="perdu.pdf"))
    made = make(change, pour="departement")
    assert codes(made) == ["fiche_action", "cerfa"]
    assert made.exit_code is ExitCode.DONE
    assert "INCOMPLET" not in pdf_of(made).name
    assert pdf_of(make(change, pour="call")).name.endswith("-INCOMPLET.pdf")


@pytest.mark.parametrize("change", [NO_AGENT, NO_MONEY])
def test_money_or_agents_are_enough(change: Change, make: Make) -> None:
    made = make(change, pour="departement")
    assert len(made.packets) == 1
    cover = pages_of(made)[0]
    assert ("Montant demandé au Département" in cover) is (change is NO_AGENT)
    assert ("mobilisation" in cover) is (change is NO_MONEY)


def test_nobody_asks_the_departement(make: Make, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Rien n’est demandé .*Département du Pas-de-Calais"):
        make(both(NO_AGENT, NO_MONEY), pour="departement")
    assert not (tmp_path / "output").exists()
    with pytest.raises(UsageError, match=r"mairie.*parmi complet, call, departement ou region"):
        build(EXAMPLE, tmp_path / "output", pour="mairie")


DURING = date(2025, 10, 22)
DEADLINE = "à transmettre sur Dauphin le 4 novembre 2025"


def test_a_draft_is_marked_until_the_bundle_replaces_it(make: Make, tmp_path: Path) -> None:
    draft = make(today=DURING, keep_docx=True)
    assert draft.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    assert all("BROUILLON" in page for page in pages_of(draft))
    for path in draft.packets[0].documents:
        assert 'string="BROUILLON"' in Document(str(path)).sections[0].header._element.xml
    received = received_of(pdf_of(draft))
    assert (received.etat, received.est_complet) == ("Brouillon", False)
    assert any(DEADLINE in each.replace("\u00a0", " ") for each in received.a_demander)
    assert [pdf_of(make())] == [*tmp_path.glob("output/*.pdf")]


def test_the_letter_is_said_to_be_as_long_as_it_is(make: Make) -> None:
    long = "Chaque mercredi, un atelier réunit parents et enfants au jardin. " * 120
    outcome = make(action(description=long), today=DURING)
    pages = placed_of(outcome, "lettre").part.pages
    [told] = (each for each in outcome.verification.findings if each.code == "LETTRE-03")
    assert pages > 2
    assert told.message.endswith(f"la lettre a {pages} pages.".replace(" pages", "\u00a0pages"))


@pytest.mark.parametrize(
    ("day", "blocks"), [("à venir", False), (date(2031, 11, 4), False), (date(2015, 11, 4), True)]
)
def test_an_impossible_day(day: object, blocks: bool, dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, with_actions(dossier, 1))
    type_in(workbook, action__date_dauphin=day)
    verified = service.verify(workbook, today=date(2025, 11, 5))
    assert bool(verified.blocking) is blocks
    assert verified.exit_code is ExitCode.DOSSIER_NOT_CONFORM
    if not blocks:
        assert [each.key for each in verified.findings if each.owed] == ["action.date_dauphin"]


def test_each_action_owes_its_own(dossier: Dossier, tmp_path: Path) -> None:
    workbook = write_folder(tmp_path, dossier, action(numero_dauphin=""))
    strict = build(workbook, tmp_path / "strict", strict=True)
    assert [packet.complete for packet in strict.packets] == [False, True]
    assert [packet.path is None for packet in strict.packets] == [True, False]


def test_the_record_holds_what_it_was_made_of_the_answers_and_each_piece(
    make: Make, dossier: Dossier
) -> None:
    outcome = make(both(piece("recepisse", fichier=""), porteur(titulaire_compte="Jardins Lens")))
    [attached] = PdfReader(pdf_of(outcome)).attachments["packetgen.json"]
    record: dict[str, Any] = json.loads(attached)
    again = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    assert bytes(attached).decode() == again, "its keys are sorted"
    made_of = [record[key] for key in ("packetgen", "annee", "date", "classeur")]
    assert made_of == [__version__, 2026, "2025-11-05", "classeur.xlsx"]
    action = record["action"]
    assert action["intitule"] == dossier.actions[0].intitule
    assert action["montant_call"] == "6500"
    assert action["date_debut"] == "2026-02-02"
    assert action["budget"]["montants"]["74epci"] == "6500"
    assert action["quartiers"] == list(dossier.actions[0].quartiers)
    assert action["interventions"][0]["duree"] == "1.5"
    assert Decimal(record["heures_departement"]) == 40
    assert record["porteur"]["denomination"] == "Les Jardins du 12-14"
    assert record["porteur"]["iban"] == "FR14\u00a0••••\u00a02606"
    findings = outcome.verification.findings
    assert record["constats"] == [finding_as_data(finding) for finding in findings]
    assert [one["code"] for one in record["constats"]][:2] == ["EPCI-08", "EPCI-09-T"]
    said = [(one["numero"], one["code"], one["etat"], *one["pages"]) for one in record["pieces"]]
    assert said == [
        (p.part.numero, p.part.code, p.part.state.value, p.first, p.last)
        for p in packet_of(outcome).plan.pieces
    ]
    states = {one["code"]: one["etat"] for one in record["pieces"]}
    assert (states["statuts"], states["recepisse"]) == ("intégrée", "absente")
    for one in record["pieces"]:
        file = EXAMPLE.parent / one["fichier"]
        assert one["sha256"] == (digest_of(file) if one["fichier"] else "")
        drawn = one["code"] in ("lettre", "fiche_action", "liste")
        assert bool(re.fullmatch(r"dxpdf [\d.]+", one["trace_par"])) == drawn

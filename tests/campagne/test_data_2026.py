"""The shipped call of 2026, against the note de cadrage and against what Dauphin shows."""

import re
from itertools import pairwise

import pytest
from msgspec.structs import asdict

from packetgen import resources
from packetgen.campagne.consistency import walk
from packetgen.documents.contexts.wording import capitals
from packetgen.model.campagne import Campagne, Referent
from packetgen.model.financeur import Contact
from packetgen.model.finding import Source, Statut
from packetgen.text import french_typography
from tests.conftest import CHECKOUT
from tests.tables import table

FOLDER = resources.folder("data") / "2026"
NOTE = (FOLDER / "note-de-cadrage.txt").read_text(encoding="utf-8")

EXPECTED = table(__file__)


def test_nothing_is_said_surer_than_it_is(campagne: Campagne) -> None:
    assert {commune.source.statut for commune in campagne.communes} == {Statut.PUBLIC}
    assert {etape.source.statut for etape in campagne.calendrier} == {Statut.CALCUL}
    assert {point.source.statut for point in campagne.points_ouverts} == {Statut.OUVERT}
    assert campagne.destinataire.source.statut is Statut.PUBLIC
    assert campagne.seuil("cohorte_minimale").source.statut is Statut.NOTE
    assert campagne.seuil("max_mo_piece").source.statut is Statut.NON_VERIFIE
    stated = [metier.libelle for metier in campagne.metiers if metier.source.lignes]
    assert stated == ["Travailleur social", "Puéricultrice"]


def test_the_19_quartiers_of_the_note_have_the_communes_of_their_lines(campagne: Campagne) -> None:
    listed = re.findall(r"^(QP\d{6})", NOTE, re.M)
    assert [quartier.code for quartier in campagne.quartiers] == listed
    assert len(listed) == 19
    names = {commune.insee: commune.nom for commune in campagne.communes}
    for quartier in campagne.quartiers:
        assert quartier.nom in quartier.source.texte
        quoted = quartier.source.texte.partition(quartier.nom)[2].upper()
        written = [re.sub(r"\W+", "", part) for part in quoted.split(",")]
        official = [re.sub(r"\W+", "", capitals(names[insee])) for insee in quartier.communes]
        # the note drops an I in VENDIN-LE-VIEIL
        assert [word.replace("VIEL", "VIEIL") for word in written] == official


def test_19_communes_of_the_call_have_their_referent(campagne: Campagne) -> None:
    members = {commune.insee for commune in campagne.communes if commune.membre}
    concerned = {insee for quartier in campagne.quartiers for insee in quartier.communes}
    assert len(campagne.referents) == 19
    assert {referent.insee for referent in campagne.referents} == members
    assert concerned == {commune.insee for commune in campagne.communes}
    outside = [commune.nom for commune in campagne.communes if not commune.membre]
    assert outside == ["Douvrin", "Haisnes"]


def test_a_contact_is_what_the_note_says_of_it(campagne: Campagne) -> None:
    people: tuple[Referent | Contact, ...] = (*campagne.referents, *campagne.contacts)
    for person in people:
        quote = person.source.texte.replace(" -", "-")
        assert person.nom in quote
        assert person.courriel in quote
    for contact in campagne.contacts:
        for telephone in contact.telephones:
            assert telephone.replace(" ", "") in contact.source.texte.replace(" ", "")
    # each theme has one chargée de mission
    leads = (contact for contact in campagne.contacts if contact.financeur == "call")
    followed = [theme for contact in leads for theme in contact.themes]
    assert sorted(followed) == sorted(theme.code for theme in campagne.themes)


def test_the_calendar_is_on_working_days(campagne: Campagne) -> None:
    days = [day for etape in campagne.calendrier for day in (etape.debut, etape.fin) if day]
    assert len(days) == 13
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize("cote", ["charges", "produits"])
def test_the_budget_has_the_lines_of_dauphin_in_order(campagne: Campagne, cote: str) -> None:
    numbers = [c.numero for c in campagne.comptes if c.cote == cote and c.numero]
    assert all(before < after for before, after in pairwise(numbers))
    codes = EXPECTED["dauphin"][cote].split()
    assert [*campagne.codes_budget(cote, volontaires=True)] == codes
    plain_lines = [code for code in codes if code[:2] not in ("86", "87")]
    assert [*campagne.codes_budget(cote, volontaires=False)] == plain_lines


def test_the_pieces_stand_in_the_order_of_the_bundle_and_are_owed(campagne: Campagne) -> None:
    codes = [piece.code for piece in campagne.pieces]
    assert codes[:8] == EXPECTED["pieces"].split()
    assert [piece.code for piece in campagne.pieces if piece.genere] == [*codes[:3], *codes[-3:]]
    by_action = [piece.code for piece in campagne.pieces if piece.par_action]
    assert by_action == [*codes[:4], *codes[-4:]]
    for forme, owed in (("association", codes[3:8]), ("commune", ["cerfa", "rib"])):
        assert [p.code for p in campagne.pieces if p.due_par(forme) and not p.genere] == owed


def test_what_is_displayed_has_french_typography(campagne: Campagne) -> None:
    for path, entry in walk(campagne):
        for name, value in () if isinstance(entry, Source) else asdict(entry).items():
            if isinstance(value, str):
                assert french_typography(value) == value, (*path, name)


def test_the_documentation_tells_every_open_point_and_file(campagne: Campagne) -> None:
    page = (CHECKOUT / "docs" / "donnees-2026.md").read_text(encoding="utf-8")
    for point in campagne.points_ouverts:
        where = campagne.note.cite(point.source.lignes).partition(", ")[2] or "–"
        assert f"| {point.constat} | {point.effet} | {where} |" in page
    assert page.count("\n| ") == len(campagne.points_ouverts) + len(list(FOLDER.iterdir())) + 9
    for path in FOLDER.iterdir():
        assert f"| `{path.name}` |" in page

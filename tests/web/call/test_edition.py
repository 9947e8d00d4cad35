"""The steps of a year, request by request: what is refused, shown, left alone, and what is next."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from packetgen import resources
from packetgen.campagne.load import load_campagne
from packetgen.edition.confirmation import Confirmation
from packetgen.edition.readiness import Leftover, Readiness
from packetgen.edition.years import YearState
from packetgen.model.campagne_parts import Decision
from packetgen.model.finding import Statut
from packetgen.web.call.year import Year, next_step
from packetgen.web.site import Site
from tests.edition.test_note import new_note
from tests.folders import contents
from tests.web.conftest import post, prose

DECIDED = {"statut-0": "confirmer", "avant-0": "Ces mots n’y sont pas"}


@pytest.mark.parametrize(
    ("step", "annee", "form", "said"),
    [
        ("creer", 2027, {"nouvelle": "vingt-huit"}, "Tapez une année en quatre chiffres : 2028."),
        ("creer", 2026, {"nouvelle": "2027"}, "L’appel 2027 existe déjà"),
        ("note-recue", 2027, {}, "Choisissez le fichier, puis déposez-le."),
        ("note-recue", 2027, {"note": "note.pdf"}, "« note.pdf »"),
        ("listes-recue", 2027, {"listes": "listes.xlsx"}, "« listes.xlsx »"),
        ("decisions", 2027, DECIDED, "Décidez d’au moins un passage."),
        ("prete", 2027, {}, "Pas prête"),
        ("retour", 2026, {}, "L’appel 2026 n’a aucune étape à annuler."),
        ("confirmer", 2027, {}, "À faire maintenant Déposez la note de cadrage 2027"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    step: str, annee: int, form: dict[str, str], said: str, calls: Path, client: FlaskClient
) -> None:
    before = contents(calls)
    files = {k: (b"%PDF", v) for k, v in form.items() if v.endswith(("pdf", "xlsx"))}
    assert said in post(client, f"/call/nouveau/{step}", **{**form, **files, "annee": str(annee)})
    assert contents(calls) == before


def test_a_note_is_shown_kept_for_another_day_and_forgotten_unwritten(
    calls: Path, client: FlaskClient, site: Site
) -> None:
    note = (new_note().encode(), "note.txt")
    shown = post(client, "/call/nouveau/note-recue", annee="2027", note=note)
    assert "données mot pour mot dans la note, 2" in shown
    [session] = site.sessions
    text = client.get(f"/call/{session.id}/").text
    assert "<del>lola.robin@angres.fr</del>" in text
    assert "<ins>l.robin@angres.fr</ins>" in text
    session.save()
    [again] = type(site.sessions)(session.folder.parent)
    assert again.planned == session.planned
    assert "Ce qui va changer" not in post(client, f"/call/{session.id}/confirmer", non="")
    assert not list((calls / "data" / "2027").glob("*.txt"))


def test_what_there_is_is_given_and_the_rest_is_not(calls: Path, client: FlaskClient) -> None:
    assert calls.is_dir()
    for path in ("listes-2027.xlsx", "2027-lettre.docx"):
        assert client.get(f"/call/{path}").data[:2] == b"PK"
    shown = prose(client.get("/call/comparaison?avant=2026&apres=2027"))
    assert "Ce qui change de l’appel 2026 à l’appel 2027" in shown
    for path in ("listes-2031.xlsx", "2027-autre.docx", "comparaison?avant=2026"):
        assert client.get(f"/call/{path}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    ("left", "decisions", "outside", "button"),
    [
        (("facts", "word"), 2, 1, "Décider"),
        (("facts", "word"), 0, 1, "Les confirmer"),
        (("word", "people", "stray"), 0, 0, "Télécharger les listes"),
        (("stray", "word"), 0, 0, "Voir les modèles"),
        (("stray",), 0, 0, "Voir lesquels"),
        ((), 0, 0, "Déclarer l’appel prêt"),
    ],
)
def test_one_thing_is_to_be_done_after_the_other(
    left: tuple[str, ...], decisions: int, outside: int, button: str
) -> None:
    campagne = replace(load_campagne(2026), projet=True)
    found = Readiness(campagne, tuple(Leftover(each, "", "") for each in left))
    waiting = tuple([Decision("Règles › E2", "avant", "après")] * decisions)
    note = Confirmation(2026, (), 0, waiting, {Statut.PUBLIC: outside}, {})
    etat = YearState(2026, "projet", "", resources.own_root())
    assert next_step(None, Year((etat,), 2026, found, (), note)).bouton == button
    assert next_step(None, Year((etat,), 2026, None, ("faux",))).bouton == "Voir ce qui ne va pas"

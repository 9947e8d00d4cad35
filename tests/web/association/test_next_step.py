"""One sentence says what to do now, and its button is never that of another situation."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from packetgen.model.dossier import Dossier
from tests.changes import Change, action, both, piece, sound
from tests.folders import with_actions, write_folder
from tests.web.conftest import Drop, Whole, pieces_of, post, prose

BEFORE_DEPOSIT = both(action(numero_dauphin="", date_dauphin=None), piece("cerfa", fichier=""))
Case = tuple[Change, bool, str, str]
POSTPONED = piece("dirigeants", fichier="", motif="Élection le 12/11")


@pytest.mark.parametrize(
    "case",
    [
        (sound, True, "Tout ce qui est demandé y est", "Faire le dossier"),
        (sound, False, "5 pièces obligatoires manquent : déposez-les", "Compléter les pièces"),
        (POSTPONED, True, "1 point manque encore", "Faire un dossier incomplet"),
        (BEFORE_DEPOSIT, True, "les pages porteront « BROUILLON »", "Faire un brouillon"),
        (action(intitule=""), True, "1 réponse est à corriger", "Corriger"),
    ],
)
def test_each_situation_has_its_sentence_and_its_button(
    drop: Drop, client: FlaskClient, tmp_path: Path, dossier: Dossier, case: Case
) -> None:
    change, has_pieces, phrase, button = case
    book = write_folder(tmp_path / "projet", with_actions(dossier, 1), change)
    # that of another action, which this workbook does not name, and the one that is to come
    left = ("connectes", "dirigeants" if change is POSTPONED else "connectes")
    files = [each for each in pieces_of(book) if not any(word in each.name for word in left)]
    _, session = drop(book, *(files if has_pieces else ()))
    page = client.get(f"/dossier/{session.id}/").text
    said = re.search(r'<h2 id="suite">.*?</section>', page, flags=re.DOTALL)
    assert said
    text = " ".join(re.sub("<[^>]*>", " ", said[0]).replace("\xa0", " ").split())
    assert phrase in text
    assert text.endswith(button)
    # what is not whole is never offered as what is
    lesser = ("Faire un dossier incomplet", "Faire un brouillon", "Compléter les pièces")
    assert ('class="bouton secondaire" id="suivant"' in said[0]) is (button in lesser)


def test_what_is_right_is_shown_without_a_foreign_word(client: FlaskClient, whole: Whole) -> None:
    shown, session = whole
    assert "Lu dans les pièces, concorde avec vos réponses" in shown
    key = next(key for key, file in session.files.items() if file.name == "statuts.pdf")
    assert client.get(f"/dossier/{session.id}/fichier/{key}/petite.webp").data[8:12] == b"WEBP"
    made = post(client, f"/dossier/{session.id}/fabrication")
    words = (made, client.get(f"/dossier/{session.id}/lecture/1").text)
    for foreign in ("dxpdf", "rdocx", "studylib", "terminal"):
        assert foreign not in " ".join(words)
    assert "Dossier complet" in made


def test_a_dossier_not_opened_says_until_when_it_is_kept(drop: Drop, client: FlaskClient) -> None:
    _, session = drop((b"%PDF-1.7", "a.pdf"))
    day = date.fromordinal(session.last_seen.toordinal() + 30)
    assert f"jusqu’au {day:%d/%m/%Y}" in prose(client.get("/"))

"""Pieces placed, replaced, postponed; cells corrected; a dossier opened again by what it gave."""

import io
import shutil
from pathlib import Path

from flask.testing import FlaskClient
from openpyxl import load_workbook

from packetgen.web.association import work
from packetgen.web.association.upload import ASIDE, OTHER
from packetgen.web.session import Session
from packetgen.web.site import Site
from tests.bundles import pdf_of
from tests.conftest import EXAMPLE
from tests.folders import build, type_in
from tests.web.conftest import Drop, Whole, names_of, pieces_of, post, prose, sort


def make(client: FlaskClient, session: Session, **asked: str) -> str:
    """Make the bundle; return what the page shows."""
    return post(client, f"/dossier/{session.id}/fabrication", **asked)


def test_the_person_moves_a_file_and_takes_one_away(client: FlaskClient, whole: Whole) -> None:
    _, session = whole
    ids = {file.name: key for key, file in session.files.items()}
    before = work.chosen(session)
    shown = sort(client, session, fichier=ids["RIB.jpg"], piece="pieces.statuts")
    assert "1 fichier gardé, mais pas joint" in shown
    after = work.chosen(session)
    assert (after[ids["RIB.jpg"]], after[ids["statuts.pdf"]]) == ("pieces.statuts", ASIDE)
    untouched = before.keys() - {ids["RIB.jpg"], ids["statuts.pdf"]}
    assert all(after[key] == before[key] for key in untouched)
    assert "Rangée par vous" in shown
    assert "Votre classeur nomme « RIB.jpg » : déposez ce fichier" in shown
    sort(client, session, fichier=ids["cerfa-voisins-connectes.pdf"], piece=OTHER)
    assert work.given(session).files["pieces.autre1"].name == "cerfa-voisins-connectes.pdf"
    shown = sort(client, session, retirer=ids["statuts.pdf"])
    assert "gardé, mais pas joint" not in shown
    assert "statuts.pdf" not in {file.name for file in session.files.values()}
    # what was said stands in the workbook to take away
    taken = load_workbook(io.BytesIO(client.get(f"/dossier/{session.id}/corrige").data))
    cells = {cell.value for row in taken["Pièces"].iter_rows() for cell in row}
    assert {"RIB.jpg", "cerfa-voisins-connectes", "cerfa-voisins-connectes.pdf"} <= cells


def test_a_piece_is_replaced_or_postponed_by_itself(
    drop: Drop, client: FlaskClient, folders: tuple[Path, Path]
) -> None:
    shown, session = drop(folders[1])
    assert "Liste des dirigeants Manque" in shown
    url = f"/dossier/{session.id}"
    said = {"piece": "pieces.dirigeants", "motif": ""}
    empty = post(client, f"{url}/plus-tard", **said)
    assert "Écrivez pourquoi cette pièce viendra plus tard" in empty
    shown = post(client, f"{url}/plus-tard", **said | {"motif": "Élection le 12/11"})
    assert "Liste des dirigeants Plus tard" in shown
    assert "Sera jointe plus tard : Élection le 12/11" in shown
    for content in (b"%PDF-1.7 x", (EXAMPLE.parent / "statuts.pdf").read_bytes()):
        sent = (content, "statuts.pdf")
        shown = post(client, f"{url}/fichiers", piece="pieces.statuts", deposes=sent)
    assert "Statuts Jointe" in shown
    # the one that was no PDF stays aside: nothing is lost
    assert "1 fichier gardé, mais pas joint" in shown


def test_cells_are_corrected_on_the_page(
    drop: Drop, client: FlaskClient, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    faulty, corrected = folders
    shown, session = drop(faulty, *pieces_of(faulty))
    assert "2 points bloquants" in shown
    url = f"/dossier/{session.id}"
    # a cell wrong in another way, and what cannot be judged meanwhile, are not told as solved
    assert "réglé" not in post(client, f"{url}/correction", **{"case.action.montant_call": "mille"})
    typed = {"case.porteur.siret": "912 345 006 00015", "case.action.montant_call": "6 500 €"}
    as_script = {"Accept": "application/json"}
    assert client.post(f"{url}/correction", data=typed, headers=as_script).json == {"garde": True}
    assert {key: each.value for key, each in session.corrections.items()} == {
        key.removeprefix("case."): value for key, value in typed.items()
    }
    # a control sent as it was shown changes nothing
    assert session.verification is not None
    unchanged = {"case.porteur.forme": session.verification.dossier.porteur.forme}
    shown = post(client, f"{url}/correction", **unchanged)
    assert "points réglés" in shown
    assert "2 cases corrigées ici" in shown
    assert session.verification.blocking == ()
    taken = tmp_path / "corrigé.xlsx"
    taken.write_bytes(client.get(f"{url}/corrige").data)
    for piece in pieces_of(faulty):
        shutil.copy(piece, tmp_path)
    make(client, session, pour="complet")
    made = build(taken.rename(tmp_path / faulty.name), tmp_path / "ici")
    assert pdf_of(session.outcome).read_bytes() == pdf_of(made).read_bytes()
    # a newer workbook says otherwise: it counts, and that is told
    other = Path(shutil.copy(corrected, tmp_path))
    type_in(other, porteur__siret="912 345 006 00023")
    shown, _ = drop(other, ident=session.id)
    assert "là où vous aviez écrit ici « 912 345 006 00015 »" in shown
    assert list(session.corrections) == []
    assert client.post(f"{url}/correction", data={"annuler": "rien"}).status_code == 303
    # what was typed last is checked before anything is made without it
    client.post(f"{url}/correction", data={"case.porteur.sigle": "JARDINS"}, headers=as_script)
    assert "pas encore vérifié" in prose(client.get(f"{url}/"))
    post(client, f"{url}/fabrication")
    assert session.verification.dossier.porteur.sigle == "JARDINS"


def test_yesterday_s_bundle_or_archive_opens_its_dossier(
    drop: Drop, client: FlaskClient, site: Site, whole: Whole
) -> None:
    _, session = whole
    given = sorted(names_of(session))
    make(client, session, pour="complet")
    bundle = pdf_of(session.outcome)
    archive = client.get(f"/dossier/{session.id}/tout.zip").data
    for file in (bundle, (archive, "dossier.zip")):
        shown, found = drop(file)
        assert found is session
        assert "a été fait ici : voici son dossier" in shown
    assert len(list(site.sessions)) == 1
    client.post(f"/dossier/{session.id}/effacement")
    shown, found = drop((archive, "dossier.zip"))
    assert found.workbook and found.workbook.name == "classeur.xlsx"
    assert sorted(names_of(found)) == given
    assert "Tout ce qui est demandé y est" in shown
    damaged, _ = drop((archive[:-2000], "dossier.zip"))
    assert "dossier.zip" in damaged

"""A new note found again in the data: what it says as before, otherwise, or no more."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from msgspec.structs import replace
from openpyxl import load_workbook

from packetgen import resources
from packetgen.campagne.load import load_campagne
from packetgen.campagne.note import read_words
from packetgen.edition import confirmation, create, excel, history
from packetgen.edition.compare import prepare_template
from packetgen.edition.decisions import closest
from packetgen.edition.readiness import check_year
from packetgen.errors import InputChanged, UsageError
from packetgen.model.finding import Statut
from packetgen.text import difference
from tests.edition.calls import SHIPPED, apply, edit, one_year_later
from tests.tables import table

CASES = table(__file__)


def new_note() -> str:
    """The note of 2027: that of 2026, its dates moved, four lines more, twelve changes."""
    text = one_year_later((SHIPPED / "note-de-cadrage.txt").read_text(encoding="utf-8"))
    for after, line in CASES["added"]:
        assert text.count(after) >= 1, after
        text = text.replace(after, f"{after}\n{line}", 1)
    for old, new in CASES["changed"]:
        assert old in text, old
        text = text.replace(old, new)
    return text


def write_new_note(path: Path) -> Path:
    """Write the note of 2027 in Word."""
    document = Document()
    for line in new_note().split("\n"):
        document.add_paragraph(line.strip())
    document.save(str(path))
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Path]:
    """A folder of one's own with the call of 2027 just made, and its new note beside it."""
    root = tmp_path / "Campagnes"
    root.mkdir()
    (tmp_path / "note.txt").write_text(new_note(), encoding="utf-8")
    with resources.campagnes_in(root):
        create.create(2027, 2026)
        yield root


def confirm(note: Path | None, *, outside: bool = False) -> confirmation.Confirmation:
    """Put a note in place, and confirm what is found in it."""
    planned = confirmation.prepare(2027, note, outside=outside)
    history.apply(planned.files, "Note confirmée")
    return planned


def to_confirm() -> int:
    return sum(each.subject == "facts" for each in check_year(2027).leftovers)


def test_most_words_are_found_again_and_few_are_left_to_a_person(mine: Path) -> None:
    note = mine.parent / "note.txt"
    planned = confirmation.prepare(2027, note)
    assert planned.remarks == ()
    assert planned.found > 140
    assert len(planned.decisions) <= 30
    assert sum(planned.outside.values()) > 100
    assert not (mine / "data" / "2027" / "note-de-cadrage.txt").exists(), "nothing is written yet"
    confirm(note, outside=True)
    made, before = load_campagne(2027), load_campagne(2026)
    for old, new in zip(before.pieces + before.communes, made.pieces + made.communes, strict=True):
        assert new.source.statut in (old.source.statut, Statut.A_CONFIRMER)
    assert made.communes[0].source.statut is Statut.PUBLIC
    by_words = {each.avant: each for each in planned.decisions}
    assert by_words["20/10 au 07/11 Dépôt dossiers plateforme"].apres.startswith("19/10 au 06/11")
    assert "l.robin@angres.fr" in by_words["ANGRES Lola ROBIN lola.robin@angres.fr"].apres
    again = confirmation.prepare(2027)
    assert (again.files, again.decisions) == ({}, planned.decisions)


def test_what_is_decided_in_excel_comes_back_with_its_days_and_lines(mine: Path) -> None:
    edit(mine.parent / "note.txt", "19/10 au", "20/10 au")
    confirm(mine.parent / "note.txt", outside=True)
    book = load_workbook(path := excel.export(mine / "campagne.xlsx", 2027))
    sheet = book["À décider"]
    for row in range(5, sheet.max_row + 1):
        words = str(sheet.cell(row, 3).value or "")
        if words == "QP062002 Camus ANGRES":
            sheet.cell(row, 5).value, sheet.cell(row, 7).value = "non vérifié", "Dit au téléphone."
        elif words == "GRENAY Philippe BOIDIN ingenierie@grenay.fr":
            sheet.cell(row, 5).value = "retirer"
        elif words.startswith("Un dépôt de dossier"):
            sheet.cell(row, 5).value = "note"
            sheet.cell(row, 6).value = "Le porteur n’est pas exonéré"
        elif words and not words.startswith("AAP"):
            sheet.cell(row, 5).value = "confirmer"
    book.save(path)
    apply(excel.prepare(path, 2027))
    made = load_campagne(2027)
    depot = made.etape("depot")
    assert (depot.debut, depot.fin) == (date(2026, 10, 20), date(2026, 11, 6))
    assert depot.source.statut is Statut.CALCUL
    assert made.quartiers[0].source.texte == "Dit au téléphone."
    assert "62386" not in [each.insee for each in made.referents]
    assert made.financeur("departement").source.lignes == "417-419"
    assert to_confirm() == 1
    [left] = confirmation.prepare(2027).decisions
    apply(excel.decide([replace(left, statut="confirmer")], 2027))
    assert to_confirm() == 0


def test_each_step_is_undone_as_long_as_nothing_else_changed(mine: Path) -> None:
    data = mine / "data" / "2027"
    before = {path: path.read_bytes() for path in data.iterdir()}
    confirm(mine.parent / "note.txt")
    assert history.last_step(mine, 2027) == "Note confirmée"
    seuils = (data / "seuils.toml").read_bytes()
    edit(data / "seuils.toml", "valeur = 15", "valeur = 16")
    with pytest.raises(InputChanged, match=r"seuils\.toml"):
        history.undo(mine, 2027)
    (data / "seuils.toml").write_bytes(seuils)
    history.undo(mine, 2027)
    assert {path: path.read_bytes() for path in data.iterdir()} == before
    assert history.undo(mine, 2027) == "Année créée"
    assert not data.exists()
    with pytest.raises(UsageError, match="aucune étape"):
        history.undo(mine, 2027)


def test_a_template_is_put_in_place_and_taken_back(mine: Path) -> None:
    own = mine / "templates" / "2027" / "lettre.docx"
    document, before = Document(str(own)), own.read_bytes()
    document.add_paragraph("Avec nos remerciements.")
    document.save(str(new := mine.parent / "lettre nouvelle.docx"))
    planned = prepare_template(new, 2027)
    assert not planned.checked.is_wrong
    [change] = planned.news
    assert change.after == f"{change.before} Avec nos remerciements."
    history.apply(planned.files, "Modèle de la lettre")
    assert own.read_bytes() == new.read_bytes()
    history.undo(mine, 2027)
    assert own.read_bytes() == before


def test_a_later_note_doubts_only_what_it_changes(mine: Path) -> None:
    note = mine.parent / "note.txt"
    confirm(note, outside=True)
    left = to_confirm()
    edit(note, "CONTEXTE", "Une ligne\nCONTEXTE")
    edit(note, "Puéricultrice" if "Puéricultrice" in new_note() else "puéricultrice", "infirmière")
    confirm(note)
    assert left < to_confirm() <= left + 8
    assert load_campagne(2027).regles[0].source.statut is Statut.NOTE, "the year can be read"


def test_another_year_s_note_or_a_scan_is_told(mine: Path) -> None:
    assert confirmation.prepare(2027, SHIPPED / "note-de-cadrage.txt").remarks == (
        "Cette note ne dit nulle part « 2027 » : est-ce bien celle de l’année ?",
        "C’est la note de l’appel 2026, mot pour mot.",
    )
    (empty := mine.parent / "vide.txt").write_text("\n")
    found = confirmation.prepare(2027, empty)
    assert ("n’a pas de texte" in found.remarks[0], found.files) == (True, {})
    for coding in ("utf-16", "cp1252"):
        empty.write_text("L’été à Liévin", encoding=coding)
        assert confirmation.note_text(empty) == "L’été à Liévin"


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_note_is_read_as_word_or_pdf(kind: str, mine: Path) -> None:
    from packetgen.convert.engines import convert_documents

    path = write_new_note(mine.parent / "note.docx")
    if kind == "pdf":
        [conversion] = convert_documents([path], mine.parent)
        path = conversion.pdf
    by_text = confirmation.prepare(2027, mine.parent / "note.txt")
    read = confirmation.prepare(2027, path)
    assert read.found == by_text.found
    history.apply(read.files, "Note confirmée")
    assert "page" in load_campagne(2027).cite(load_campagne(2027).regles[0].source).reference


@pytest.mark.parametrize(("words", "lines", "found"), CASES["closest"])
def test_the_closest_words_are_whole(words: str, lines: str, found: str) -> None:
    note = read_words(
        "Les modalités\nle porteur dépose un RIB récent\nà la mairie de Lens-\nLiévin"
    )
    assert closest(words, note) == (lines, found)
    assert note.find("Mairie de Lens-Liévin".replace("M", "m"), "9") == "3-4"
    assert note.find("un RIB", "2-3") == "2-3"


def test_the_difference_is_marked() -> None:
    assert difference("un RIB signé", "un RIB récent et signé") == (
        ("=", "un RIB"), ("+", "récent et"), ("=", "signé"),
    )  # fmt: skip

"""Files under any name find their piece: the example's, as a phone or a scanner would name them."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from packetgen.checks.file_sorting import Clue, Motif, Proposal, propose
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.pipeline.uploads import UploadedFile, sort_files
from packetgen.workbook.project import read_workbook
from tests.conftest import EXAMPLE
from tests.pipeline.test_uploads import PIECES as ONE
from tests.tables import table

PIECES = ONE | {"cerfa-voisins-connectes.pdf": "pieces.cerfa.2"}


def sort(previews: Path, names: dict[str, str]) -> dict[str, Proposal]:
    files = {file: UploadedFile(EXAMPLE.parent / file, name) for file, name in names.items()}
    campagne, _, reading = read_workbook(EXAMPLE)
    found, _ = sort_files(reading.dossier, campagne, files, {}, previews=previews, report=print)
    return found


def test_what_the_workbook_names_is_placed_as_it_says_else_its_text_tells(tmp_path: Path) -> None:
    found = sort(tmp_path, {file: file for file in PIECES})
    assert {file: each.key for file, each in found.items()} == PIECES
    assert {each.motif for each in found.values()} == {Motif.NOMME}
    # under the names of a phone, their text tells
    found = sort(tmp_path, {file: f"IMG_{2041 + n}.jpg" for n, file in enumerate(PIECES)})
    assert {file: each.key for file, each in found.items()} == PIECES
    assert found["RIB.jpg"].motif is Motif.ELIMINATION
    assert found["statuts.pdf"].motif is Motif.TEXTE


@pytest.mark.parametrize(("name", "key"), table(__file__)["names"].items())
def test_a_name_may_be_enough(dossier: Dossier, campagne: Campagne, name: str, key: str) -> None:
    found = propose({"f": Clue(name)}, {}, dossier, campagne)
    assert found == ({"f": Proposal(key, Motif.NOM)} if key else {})


def test_a_piece_that_is_there_is_not_given_twice(dossier: Dossier, campagne: Campagne) -> None:
    clues = {"a": Clue("rib.pdf"), "b": Clue("rib ancien.pdf")}
    found = propose(clues, {"pieces.rib": "a"}, dossier, campagne)
    assert found == {"a": Proposal("pieces.rib", Motif.NOMME)}


def test_the_last_piece_is_proposed_for_the_last_file(dossier: Dossier, campagne: Campagne) -> None:
    commune = replace(dossier, porteur=replace(dossier.porteur, forme="Commune"))
    named = {"pieces.cerfa.1": "c1", "pieces.cerfa.2": "c2"}
    clues = {file: Clue(Path(file).name) for file in ("c1", "c2", "scan")}
    found = propose(clues, named, commune, campagne)
    assert found["scan"] == Proposal("pieces.rib", Motif.ELIMINATION)

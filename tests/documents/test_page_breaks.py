"""Where the pages of the fiche end, whatever the length of its texts."""

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from packetgen.convert.engines import ENGINES, convert_documents
from packetgen.documents.contexts.fiche import fiche_action
from packetgen.documents.rendering.render import render
from packetgen.documents.rendering.template_file import path_of
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from tests.checks.situations import DEPOT_OPEN
from tests.documents.conftest import DESCRIPTION

LENGTHS = range(60, 4_000, 160)
HEADING = re.compile(
    r"[1-9]\. |Signature|Description$|Contexte$|Objectifs$|Déroulé$|Dimension|Articulation|Comité"
    r"|Indicateur|Métier|Charges|Subvention demandée"
)
NQE = ("nqe_fil_rouge", "nqe_temps_forts", "nqe_participation")
FOOTER = re.compile(r"Appel à projets 2026 – Contrat de ville – |Page.\d")


@pytest.mark.parametrize(
    ("engine", "lengths"),
    [
        ("integre", LENGTHS[::5]),
        *(pytest.param(engine, LENGTHS, marks=pytest.mark.slow) for engine in ENGINES),
    ],
)
@pytest.mark.parametrize("asked", [False, True], ids=["without-region", "with-region"])
def test_no_heading_ends_a_page_and_no_signature_is_alone(
    asked: bool,
    engine: str,
    lengths: range,
    dossier: Dossier,
    campagne: Campagne,
    tmp_path: Path,
) -> None:
    whole = dossier.actions[0]
    if asked:
        whole = replace(
            whole,
            priorite_region=campagne.priorites[0].libelle,
            dispositif_region=campagne.dispositifs[0].libelle,
            reponses=dict.fromkeys(NQE, DESCRIPTION[:180]),
        )
    sources = []
    for length in lengths:
        longer = replace(whole, description=(f"{DESCRIPTION} " * 7)[:length])
        sources.append(tmp_path / f"{length}.docx")
        fields = fiche_action(dossier, longer, campagne, today=DEPOT_OPEN)
        render(path_of(2026, "fiche_action"), fields, sources[-1])
    for done in convert_documents(sources, tmp_path, engine):
        pages = lines_of(done.pdf)
        assert [lines[-1] for lines in pages if HEADING.match(lines[-1])] == []
        assert not pages[-1][0].startswith("Signature")
        assert done.missing_words == ()


def lines_of(pdf: Path) -> list[list[str]]:
    """Read the lines of each page above its footer."""
    with pdfium.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [[line for line in text.splitlines() if not FOOTER.match(line)] for text in texts]

"""The ledger says what it was given, is sealed whole, and is never taken for what it is not."""

import json
from datetime import date

import pytest
from msgspec.structs import replace

from packetgen.bundle.ledger import from_json, seal, to_json
from packetgen.model import bundle
from packetgen.model.bundle import Fingerprint, Fingerprints, Ledger, Replaced, State
from tests import tables
from tests.bundle.harm import changed
from tests.bundle.samples import PIECES, WORKBOOK, entered, planned

LEDGER = entered(planned())
PRINTS = Fingerprints(
    tuple(Fingerprint("a", str(page), "", "") for page in range(LEDGER.plan.pages)),
    {"/Title": "Jardins"},
)
AMENDED = replace(LEDGER, edition=2, replaces=Replaced(1, "a" * 64, date(2025, 11, 5)))


@pytest.mark.parametrize("ledger", [LEDGER, AMENDED])
def test_what_is_read_is_what_was_written(ledger: Ledger) -> None:
    assert from_json(to_json(ledger, PRINTS)) == (ledger, PRINTS, seal(ledger, PRINTS))


def test_each_entry_says_what_became_of_its_file() -> None:
    entries = json.loads(to_json(LEDGER, PRINTS))["parties"]
    statuts, rib = entries[3], entries[4]
    digest = LEDGER.sources[2].sha256
    recu = {"fichier": "statuts.pdf", "nature": "PDF", "sha256": digest, "pages": 3}
    assert statuts["recu"] == recu
    assert (statuts["etat"], statuts["pages"], statuts["numeros"]) == ("intégrée", 3, [4, 6])
    assert entries[5]["remarques"] == ["page 2 réparée"]
    assert (rib["etat"], rib["recu"]) == ("absente", None)


def _with_part(part: bundle.Part) -> Ledger:
    parts = list(LEDGER.plan.parts)
    parts[3] = replace(parts[3], part=part)
    return replace(LEDGER, plan=bundle.Plan(tuple(parts)))


@pytest.mark.parametrize(
    "other",
    [
        replace(AMENDED, edition=3),
        replace(AMENDED, replaces=Replaced(1, "b" * 64, date(2025, 11, 5))),
        *(replace(LEDGER, version="2026.2"), replace(LEDGER, others=())),
        replace(LEDGER, projet=True),
        replace(LEDGER, attachments={"dossier.json": "0" * 64}),
        replace(
            LEDGER, sources={**LEDGER.sources, 2: bundle.SourceFile("statuts.pdf", "PDF", "0", 3)}
        ),
        replace(LEDGER, plan=planned(PIECES[:3])),
        _with_part(replace(PIECES[1], titre="Statues")),
        _with_part(replace(PIECES[1], state=State.RESERVE)),
        _with_part(replace(PIECES[1], fichier="statuts-2.pdf")),
    ],
)
def test_the_seal_holds_all_that_the_ledger_says(other: Ledger) -> None:
    assert seal(other, PRINTS) not in (seal(LEDGER, PRINTS), seal(AMENDED, PRINTS))


def test_the_seal_holds_pages_and_properties() -> None:
    page, *others = PRINTS.pages
    pages = (replace(page, links=(3,)), *others)
    changed = (replace(PRINTS, pages=pages), replace(PRINTS, properties={}), PRINTS)
    assert len({seal(LEDGER, each) for each in changed}) == 3


def test_a_ledger_of_a_former_version_binds_neither() -> None:
    former = json.loads(to_json(LEDGER, PRINTS)) | {"forme": "bordereau packetgen 1"}
    former["empreintes"] = {"document": "", "pages": former["empreintes"]["pages"]}
    ledger, prints, sealed = from_json(json.dumps(former).encode())
    assert (ledger, prints) == (LEDGER, replace(PRINTS, properties=None))
    former["empreintes"]["pages"][0]["trace"] = "autre"
    assert from_json(json.dumps(former).encode())[2] == sealed


def test_accents_of_a_system_that_lacks_them_are_sealed_alike() -> None:
    odd = replace(LEDGER, others=(replace(WORKBOOK, fichier="caf\udcc3\udca9.xlsx"),))
    ledger, _, sealed = from_json(to_json(odd, PRINTS))
    assert ledger.others[0].fichier == "café.xlsx"
    assert sealed == seal(odd, PRINTS) == seal(ledger, PRINTS)


CHANGES = [*tables.table(__file__)["changes"], [["parties", 3, "titre"], "\ud800"]]
DATA = to_json(LEDGER, PRINTS)


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{}", b"[" * 100_000),
        DATA.replace(b"{", b'{"pages": 9,', 1),
        *(changed(DATA, *path, value=value) for path, value in CHANGES),
    ],
)
def test_what_is_no_ledger_is_not_read_as_one(data: bytes) -> None:
    with pytest.raises(ValueError):
        from_json(data)

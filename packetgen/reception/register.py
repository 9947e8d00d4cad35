"""The register of a call brought up to date by what was received since."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from pathlib import Path, PurePath
from types import MappingProxyType

from packetgen.amendment.compare import compare
from packetgen.campagne.load import load_campagne
from packetgen.errors import InputChanged, UsageError
from packetgen.model.reception import DossierRecu, identity_of
from packetgen.model.registre import Registre
from packetgen.pipeline.receive import Facts, deadline, prove_received, read_facts
from packetgen.reception.mails import write_mails
from packetgen.reception.others import find_received, read_others
from packetgen.system.files import digest_of, make_folder, refuse_open, with_xlsx, write_atomically
from packetgen.text import NBSP, fold
from packetgen.workbook.reports.former import is_register, put_kept
from packetgen.workbook.reports.registre import chosen, open_register, write_register
from packetgen.workbook.reports.suivi import read_suivis

# To answer, where the deposit does not end later: ours, not the note's
DAYS_TO_ANSWER = 14


def register(
    received: Sequence[Path],
    destination: Path,
    *,
    today: date,
    report: Callable[[str], None],
    names: Mapping[Path, str] = MappingProxyType({}),
    requests: Path | None = None,
    until: date | None = None,
) -> tuple[Registre, Path]:
    """Prove received bundles and write their register, an .xlsx file dated `today`.

    A register that exists is brought up to date, and keeps what people wrote in it. `received` are
    files or folders; `names` gives those that are not called by their path. The register is that of
    the year of most of its dossiers. What is asked of each association is written in the folder
    `requests`, to be answered before `until`. Raises UsageError when there is no file, or when what
    exists is no register; CannotWrite when it is open.
    """
    destination = with_xlsx(destination)
    refuse_open(destination)
    former = destination if destination.exists() else None
    digest = digest_of(destination)
    tables = open_register(former)
    known = {(each["sha256"], PurePath(each["fichier"]).name) for each in tables.kept}
    files = find_received(received, destination)
    bundles, others = (
        [file for file in some if (digest_of(file), names.get(file, file.name)) not in known]
        for some in files
    )
    if not (bundles or others or tables.kept):
        raise UsageError("aucun fichier à cet endroit : donnez les dossiers reçus.")
    proved = prove_received(bundles, report, today, names)
    kept = [*tables.kept, *proved, *read_others(others, today, names)]
    found = read_facts(kept, chosen(tables))
    if requests and found.dossiers:
        campagne = load_campagne(found.dossiers[0].annee)
        until = until or max(deadline(campagne), today + timedelta(DAYS_TO_ANSWER))
        make_folder(requests)
        for name, mail in write_mails(found, campagne, until):
            write_atomically(mail, requests / name)
    put_kept(tables.workbook, kept)
    changed = partial(_changed, {each["sceau"]: each for each in kept})
    voted = _voted_before(filter(is_register, files[1]), found)
    content = write_register(tables, found, changed, voted, today, until if requests else None)
    if digest_of(destination) != digest:
        raise InputChanged(f"{destination} a changé entre-temps : fermez-le, puis relancez.")
    return found, write_atomically(content, destination)


def _voted_before(registers: Iterable[Path], found: Registre) -> dict[str, Decimal]:
    """Return what all funders voted for the same action the year before, by its seal now."""
    voted: dict[str, Decimal] = {}
    for tables in map(open_register, registers):
        former = read_facts(tables.kept, chosen(tables))
        suivis = read_suivis(tables, former)
        for old, new in product(former.dossiers, found.dossiers):
            again = identity_of(new, fold).continues(identity_of(old, fold))
            if again and (votes := suivis[old.sceau].votes):
                voted[new.sceau] = sum(votes.values(), Decimal(0))
    return voted


def _changed(kept: Mapping[str, Facts], before: DossierRecu, after: DossierRecu) -> list[str]:
    """Return in French what a version changes from another, as `comparer` does; texts by name."""
    old, new = (json.loads(kept[each.sceau]["content"]) for each in (before, after))
    try:
        sections = compare(old, new, load_campagne(after.annee))
    except (KeyError, TypeError, ValueError, AttributeError):  # a record of another version
        return ["impossible à dire"]
    said = [f"dossier{NBSP}: {before.pour} devient {after.pour}"] * (before.pour != after.pour)
    said += [change.sentence for section in sections for change in section.news]
    return list(dict.fromkeys(said)) or ["aucune réponse ni aucune pièce"]

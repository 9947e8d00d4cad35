"""The bundles made before: read again and proved, each found for the action that it was made of."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from packetgen.amendment.compare import compare
from packetgen.bundle.ledger import RECORD
from packetgen.bundle.process.proof_client import examine_apart
from packetgen.campagne.load import load_campagne, years
from packetgen.errors import BundleAltered, PacketgenError, UsageError, WorkbookUnreadable
from packetgen.model.action import Action
from packetgen.model.bundle import Ledger, Replaced
from packetgen.model.campagne import Campagne
from packetgen.model.comparison import Amendment
from packetgen.model.dossier import Dossier
from packetgen.text import bare_name, fold, long_date

ENDINGS = r"(-v\d+)?(-INCOMPLET|-BROUILLON)?"
SIREN = 9
OTHER_VERSION = "ses données jointes sont d’une autre version de packetgen, ou n’y sont pas"


class Former(Struct, frozen=True):
    """A proved bundle, its record, and what a later one says of it; `edition` is the next one."""

    path: Path
    ledger: Ledger
    record: Mapping[str, Any]
    replaced: Replaced
    edition: int

    def amendment(self, record: Mapping[str, Any], campagne: Campagne | None) -> Amendment:
        """Return what a bundle of this record, of the next version, changes."""
        title = f"Ce qui change depuis le {long_date(self.replaced.day)}"
        return Amendment(self.edition, self.replaced, title, compare(self.record, record, campagne))


def read(paths: Sequence[Path]) -> Iterator[Former | PacketgenError]:
    """Yield the bundle of each file, or why there is none: it is altered, it is no bundle."""
    for path, (proof, content) in zip(paths, examine_apart(paths, RECORD), strict=True):
        try:
            record = json.loads(content or "{}")
            compare(record, record, None)
            day = date.fromisoformat(record["date"])
        except (ValueError, KeyError, TypeError, AttributeError):
            day = None
        if proof.differences:
            yield BundleAltered.said("former_altered", path.name, proof.differences[0].text)
        elif day is None or proof.ledger is None:
            why = proof.problem or OTHER_VERSION
            yield WorkbookUnreadable.said("former_unread", path.name, why)
        else:
            edition = proof.ledger.edition
            replaced = Replaced(edition, proof.seal, day)
            yield Former(path, proof.ledger, record, replaced, edition + 1)


def read_all(paths: Sequence[Path]) -> list[Former]:
    """Return the bundles of files; raises WorkbookUnreadable, or BundleAltered for one altered."""
    found = []
    for each in read(paths):
        if isinstance(each, PacketgenError):
            raise each
        found.append(each)
    return found


def compare_bundles(before: Path, after: Path) -> Amendment:
    """Return what one bundle changes from another; raises WorkbookUnreadable, BundleAltered."""
    old, new = read_all([before, after])
    year = new.record["annee"]
    campagne = load_campagne(year) if year in years() else None
    return replace(old.amendment(new.record, campagne), edition=new.ledger.edition)


def find_formers(
    dossier: Dossier, code: str, stems: Mapping[int, str], family: Sequence[Path], given: list[Path]
) -> dict[int, Former]:
    """Return the bundle that each action's next one of the paquet `code` replaces, by its number.

    It is the one `given`, else the last version among the files of the `family`, those of the
    structure where the bundles are to be written as `stems` say. Raises UsageError for a file
    there that would be lost, or for a given one that is of none of the actions.
    """
    asked, sent = read_all(given), list[Former]()
    family = [path for path in family if not any(map(path.samefile, given))]
    for path, each in zip(family, read(family), strict=True):
        if isinstance(each, Former):
            if each.ledger.projet or each.ledger.brouillon:
                continue  # nobody was sent it: all its pages say what it is
            if any(is_of(each, dossier, code, action) for action in dossier.actions):
                sent.append(each)
                continue
        if any(re.fullmatch(re.escape(stem) + ENDINGS, path.stem) for stem in stems.values()):
            raise UsageError.said("former_lost", path.name)
    only, found, used = len(dossier.actions) == 1, {}, set()
    for action in dossier.actions:
        own = [each for each in asked if is_of(each, dossier, code, action, only=only)]
        here = [each for each in sent if is_of(each, dossier, code, action)]
        used |= {each.path for each in own}
        if own or here:
            last = max(own or here, key=lambda each: (each.edition, each.replaced.day))
            edition = max(each.edition for each in (*own, *here))
            found[action.numero] = replace(last, edition=edition)
    for each in asked:
        if each.path not in used:
            raise UsageError.said("former_foreign", each.path.name)
    return found


def is_of(
    former: Former, dossier: Dossier, code: str, action: Action, *, only: bool = False
) -> bool:
    """Whether a bundle is of an action and of this paquet; with `only`, the structure tells it.

    The title tells it, or the Dauphin number; where they disagree, so does the description.
    """
    made, own, porteur = former.record["porteur"], former.record["action"], dossier.porteur
    sirens = [re.sub(r"\D", "", each)[:SIREN] for each in (made["siret"], porteur.siret)]
    names = [fold(bare_name(each)) for each in (made["denomination"], porteur.denomination)]
    asked = (former.record["annee"], former.record.get("pour"))
    is_alike = (sirens[0] == sirens[1] != "") or names[0] == names[1]
    if asked != (dossier.annee, code) or not is_alike:
        return False
    numbers = {each for each in (own["numero_dauphin"], action.numero_dauphin) if each}
    described = fold(own["description"]) == fold(action.description) != ""
    title, titles = fold(own["intitule"]), [fold(each.intitule) for each in dossier.actions]
    if title != fold(action.intitule):
        return only or (described and len(numbers) == 1)
    alone = titles.count(title) == 1 or own["numero"] == action.numero
    return only or (alone and (described or len(numbers) < 2))

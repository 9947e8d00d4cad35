"""The bundles made before: read again and proved, each found for the action that it was made of."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from packetgen.amendment.compare import compare
from packetgen.bundle.ledger import RECORD
from packetgen.bundle.process.proof_client import examine_apart
from packetgen.campagne.load import load_campagne, years
from packetgen.errors import BundleAltered, UsageError, WorkbookUnreadable
from packetgen.model.action import Action
from packetgen.model.bundle import Examination, Ledger, Replaced
from packetgen.model.campagne import Campagne
from packetgen.model.comparison import Amendment
from packetgen.model.dossier import Dossier
from packetgen.text import NBSP, bare_name, fold, long_date

ENDINGS = r"(?:-v\d+)?(?:-INCOMPLET|-BROUILLON)?"
SIREN = 9


@dataclass(frozen=True)
class Former:
    """A proved bundle, its record, and what a later one says of it; `edition` is the next one."""

    path: Path
    ledger: Ledger
    record: Mapping[str, Any]
    replaced: Replaced
    edition: int

    @property
    def may_be_sent(self) -> bool:
        """Whether none of its pages says that it is a draft, or of a call that is not ready."""
        return not (self.ledger.projet or self.ledger.brouillon)

    def amendment(self, record: Mapping[str, Any], campagne: Campagne | None) -> Amendment:
        """Return what a bundle of this record, of the next version, changes."""
        title = f"Ce qui change depuis le {long_date(self.replaced.day)}"
        sections = compare(self.record, record, campagne)
        return Amendment(self.edition, self.replaced, title, sections)


def read_former(path: Path) -> Former:
    """Return the bundle of a file; raises WorkbookUnreadable, or BundleAltered when it changed."""
    [(proof, content)] = examine_apart([path], RECORD)
    return _former(path, proof, content)


def _former(path: Path, proof: Examination, content: str) -> Former:
    if proof.differences:
        raise BundleAltered(
            f"«{NBSP}{path.name}{NBSP}» n’est plus le dossier tel que packetgen l’a fait"
            f"{NBSP}: {proof.differences[0].text}. Demandez ou retrouvez le fichier d’origine."
        )
    why = proof.problem
    try:
        record = json.loads(content or "{}")
        ledger, day = proof.ledger, date.fromisoformat(record["date"])
        compare(record, record, None)
    except (ValueError, KeyError, TypeError, AttributeError):
        ledger, why = None, why or "ses données jointes sont d’une autre version de packetgen"
    if ledger is None:
        raise WorkbookUnreadable(
            f"«{NBSP}{path.name}{NBSP}» ne peut pas être comparé{NBSP}: {why}. Donnez le PDF d’un"
            " dossier, tel que packetgen l’a fait."
        )
    replaced = Replaced(ledger.edition, proof.seal, day)
    return Former(path, ledger, record, replaced, ledger.edition + 1)


def compare_files(before: Path, after: Path) -> Amendment:
    """Return what changes from a bundle to another, both proved."""
    old, new = read_former(before), read_former(after)
    year = new.record["annee"]
    campagne = load_campagne(year) if year in years() else None
    return replace(old.amendment(new.record, campagne), edition=new.ledger.edition)


def find_formers(
    dossier: Dossier,
    code: str,
    stems: Mapping[int, str],
    family: Iterable[Path],
    given: Sequence[Path],
) -> dict[int, Former]:
    """Return the bundle that each action's next one of the paquet `code` replaces, by its number.

    It is the one `given`, else the last version among the files of the `family`, those of the
    structure where the bundles are to be written as `stems` say. Raises UsageError for a file
    there that would be lost, or for a given one that is of none of the actions.
    """
    found, paths = [], list(family)
    for path, (proof, content) in zip(paths, examine_apart(paths, RECORD), strict=True):
        try:
            found.append(_former(path, proof, content))
        except (BundleAltered, WorkbookUnreadable) as error:
            if any(re.fullmatch(re.escape(stem) + ENDINGS, path.stem) for stem in stems.values()):
                raise UsageError(
                    f"{error} Il est là où le dossier doit être écrit et serait perdu{NBSP}:"
                    " déplacez-le ou renommez-le, ou choisissez un autre dossier avec"
                    f" «{NBSP}--sortie{NBSP}», puis relancez."
                ) from error
    sent = [each for each in found if each.may_be_sent]
    asked = [read_former(path) for path in given]
    formers, used = {}, set()
    for action in dossier.actions:
        only = len(dossier.actions) == 1
        own = [each for each in asked if is_of(each, dossier, code, action, only=only)]
        used |= {each.path for each in own}
        here = [each for each in sent if is_of(each, dossier, code, action)]
        if own or here:
            last = max(own or here, key=lambda each: (each.edition, each.replaced.day))
            edition = max(each.edition for each in (*own, *here))
            formers[action.numero] = replace(last, edition=edition)
    for each in asked:
        if each.path not in used:
            raise UsageError(
                f"«{NBSP}{each.path.name}{NBSP}» n’est pas une version de ce dossier{NBSP}: autre"
                " structure, autre action, autre année ou autre destinataire. Donnez à"
                f" «{NBSP}--depuis{NBSP}» celui qui a été envoyé."
            )
    return formers


def is_of(
    former: Former, dossier: Dossier, code: str, action: Action, *, only: bool = False
) -> bool:
    """Whether a bundle is of an action and of this paquet; with `only`, the structure tells it."""
    record, porteur = former.record, dossier.porteur
    if (record["annee"], record.get("pour")) != (dossier.annee, code):
        return False
    made, numbers = record["porteur"], re.compile(r"\D")
    sirens = {numbers.sub("", siret)[:SIREN] for siret in (made["siret"], porteur.siret)}
    names = {fold(bare_name(name)) for name in (made["denomination"], porteur.denomination)}
    if (len(sirens) > 1 or "" in sirens) and len(names) > 1:
        return False
    own = record["action"]
    if only or (own["numero_dauphin"] and own["numero_dauphin"] == action.numero_dauphin):
        return True
    titles = [fold(each.intitule) for each in dossier.actions]
    title = fold(own["intitule"])
    alone = titles.count(title) == 1 or own["numero"] == action.numero
    return title == fold(action.intitule) and alone

"""A new workbook: blank, with what an earlier one holds, or what Word forms of the kit say."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from packetgen.campagne.load import load_campagne, years
from packetgen.errors import WorkbookUnreadable
from packetgen.model.action import ACTION, MONTANT, Action, action_fields
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier, Porteur
from packetgen.model.fields import FilledForm, key_of_action
from packetgen.system.files import free_xlsx
from packetgen.text import NBSP, count, euros, lower_first, period
from packetgen.workbook.project import read_workbook
from packetgen.workbook.read.forms import FormsReading, read_forms
from packetgen.workbook.write.create import create
from packetgen.workbook.write.values import describe_carried_over, values_of

# What was done for the call before, and what is told of the action before
DONE = (
    *("numero_dauphin", "date_dauphin", "date_departement", "services_departement"),
    *("bilan_personnes", "bilan_habitants", "bilan"),
)


class NewWorkbook(Struct, frozen=True):
    """A new workbook; in French what was carried over and what was not; is its call a `projet`."""

    path: Path
    carried_over: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    projet: bool = False


def new_workbook(
    destination: Path, *, annee: int | None, actions: int, depuis: Path | None, renews: bool = False
) -> NewWorkbook:
    """Write the workbook of a year (the newest by default), with what `depuis` already holds.

    Its actions too where the new one `renews` them, every answer to be confirmed. Raises UsageError
    when the file exists: a filled workbook is never overwritten.
    """
    destination = free_xlsx(destination)
    campagne = load_campagne(annee or max(years()))
    if depuis is None:
        create(destination, campagne, actions=actions)
        return NewWorkbook(destination, projet=campagne.projet)
    before, _, earlier = read_workbook(depuis)
    renewed = tuple(renew(each, before, campagne) for each in earlier.dossier.actions * renews)
    actions = max(actions, *(each.numero for each in renewed), 1)
    # the pieces of an action go with it: its Cerfa is that of the call before
    kept = 0 if renewed else actions
    pieces = tuple(piece for piece in earlier.dossier.pieces if piece.action <= kept)
    porteur, file = earlier.dossier.porteur, earlier.dossier.file
    carried = Dossier(campagne.annee, file, porteur, renewed, pieces)
    fields = {key_of_action(it.key, each.numero): it for it in ACTION for each in renewed}
    fields |= earlier.fields
    given = values_of(replace(carried, porteur=Porteur(), pieces=()), frozenset())
    answers = {key: fields[key] for key in given if not key.endswith("premiere_demande")}
    create(destination, campagne, actions=actions, dossier=carried, carried=answers)
    told = describe_carried_over(carried)
    if renewed:
        told += (f"À confirmer ou à changer{NBSP}: {len(answers)} réponses des actions reprises.",)
    return NewWorkbook(destination, told, projet=campagne.projet)


def renew(action: Action, before: Campagne, campagne: Campagne) -> Action:
    """Return an action as the next call asks it: its deposits and visits gone, its bilan begun."""
    fields, blank = {each.attribute for each in action_fields(campagne)}, Action()
    gone = {*DONE, *(each.attribute for each in ACTION if each.attribute not in fields)}
    funders = action.subventions(before)
    granted = {name: action.budget.montant(code) for code, name in funders.items()}
    planned = (f"{row.indicateur} : {row.cible} prévu" for row in action.indicateurs)
    return replace(
        action,
        **{name: getattr(blank, name) for name in gone},
        premiere_demande=False,
        montants={c: v for c, v in action.montants.items() if f"{MONTANT}{c}" in fields},
        reponses={c: v for c, v in action.reponses.items() if c in fields},
        communes=tuple(replace(it, date_contact=None) for it in action.communes),
        interventions=tuple(replace(it, accord="", heures=None) for it in action.interventions),
        bilan_periode=period(action.date_debut, action.date_fin),
        bilan_accorde=sum(granted.values(), Decimal(0)),
        bilan_financeurs="\n".join(f"{name} : {euros(each)}" for name, each in granted.items()),
        bilan_indicateurs="\n".join(planned),
    )


def workbook_of_forms(
    destination: Path, *, annee: int | None, forms: Sequence[Path]
) -> NewWorkbook:
    """Write the workbook of a year with the answers of the kit's Word forms, filled by hand.

    Raises UsageError when the file exists, WorkbookUnreadable for a file that is no such form.
    """
    destination = free_xlsx(destination)
    campagne = load_campagne(annee or max(years()))
    reading = read_filled_forms(forms, campagne)
    create(destination, campagne, dossier=reading.dossier)
    return NewWorkbook(destination, describe(reading), reading.unread, projet=campagne.projet)


def read_filled_forms(sources: Sequence[Path], campagne: Campagne) -> FormsReading:
    """Read forms of kits of known years into one dossier; raises WorkbookUnreadable for others."""
    return read_forms([_read(source, campagne) for source in sources], campagne)


def describe(reading: FormsReading) -> tuple[str, ...]:
    """Describe in French what the workbook takes from the forms, and what it has no cell for."""
    told = [f"Repris des formulaires{NBSP}: {count(reading.taken, 'réponse')}."]
    if computed := ", ".join(map(lower_first, reading.computed)):
        why = "car packetgen les calcule ou ne les demande pas"
        told.append(f"Non repris, {why}{NBSP}: {computed}.")
    left = "le compte bancaire et ce que les formulaires n’ont pas"
    return (*told, f"À compléter dans le classeur : {left}.")


def _read(source: Path, campagne: Campagne) -> FilledForm:
    # python-docx is long to load, and most new workbooks have no form
    from packetgen.documents.blanks.read import form_of, read_form

    form = form_of(source, campagne)
    if form is None:
        raise WorkbookUnreadable.said("no_form", source.name)
    name, annee = form
    if annee not in years():
        raise WorkbookUnreadable.said("form_of_unknown_year", source.name, annee, campagne.annee)
    made_for = campagne if annee == campagne.annee else load_campagne(annee)
    return read_form(source, name, made_for)

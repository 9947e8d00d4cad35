"""Read forms filled by hand into a dossier, each answer as a cell of the workbook would be."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from packetgen.campagne.words import asked
from packetgen.model.action import Action, action_fields, attributes
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import PIECES, PORTEUR, Dossier, PieceFournie, Porteur
from packetgen.model.fields import COMPUTED, NO, YES, Answer, Field, FilledForm
from packetgen.model.finding import Severity
from packetgen.text import NBSP, enumerate_words, french_typography, short_date
from packetgen.workbook import layout
from packetgen.workbook.layout import Table
from packetgen.workbook.open.grid import WINDOWS_EPOCH
from packetgen.workbook.read.dossier import budget_of
from packetgen.workbook.read.slots import budget_slots, form_slots, piece_rows
from packetgen.workbook.read.tables import rows_of
from packetgen.workbook.read.typed import Context, Raw, TypedValue, quoted
from packetgen.workbook.read.values import value_of_text
from packetgen.workbook.write.values import values_of

_APART = (COMPUTED, *(f"{table.prefix}." for table in layout.TABLES))
# What is guessed or cleaned is worth a look; that a number was typed as a text is not
TOLD = ("choix_devine", "texte_nettoye")


class FormsReading(Struct, frozen=True):
    """What forms say, as a dossier of `taken` answers, and what of them is not in it.

    `unread` are sentences; `computed` the labels of what the workbook computes or does not ask.
    """

    dossier: Dossier
    taken: int
    unread: tuple[str, ...]
    computed: tuple[str, ...]


class _Reader(Struct):
    context: Context
    unread: list[str] = field(default_factory=list)

    def typed(self, file: str, answer: Answer, of: Field) -> TypedValue:
        """Return the value of an answer, and tell what of it could not be read."""
        typed = value_of_text(answer.text, of, self.context)
        for remark in typed.remarks:
            if remark.severity is Severity.BLOQUANT or remark.lecture in TOLD:
                self.unread.append(f"{file} › {answer.label}{NBSP}: {remark.at().message}")
        return typed.value

    def say(self, file: str, label: str, what: str) -> None:
        """Report what is not taken from a form."""
        self.unread.append(f"{file} › {label}{NBSP}: {french_typography(what)}")


def read_forms(forms: Sequence[FilledForm], campagne: Campagne) -> FormsReading:
    """Make one dossier of one action from its forms; what two of them say is taken once."""
    reader = _Reader(Context(campagne, WINDOWS_EPOCH))
    fields = _fields(campagne)
    values = _values(reader, forms, fields)
    tables = {table.prefix: _rows(reader, forms, table) for table in layout.TABLES}
    if tables["agents"]:
        values["action.agents_departement"] = True
    own = attributes(_attributes(values, action_fields(campagne)))
    action = Action(**own, **rows_of(tables), budget=budget_of(campagne, values))
    for form in forms:
        for label in form.gone:
            reader.say(form.file, label, "le champ a été supprimé du formulaire.")
        for text in form.stray:
            told = french_typography(f"« {text[:80]} »")
            reader.say(form.file, "hors des champs", f"{told} n’a pas pu être attribué.")
    answered = (answer for form in forms for answer in form.answers if answer.text)
    computed = dict.fromkeys(each.label for each in answered if each.tag.startswith(COMPUTED))
    names = ", ".join(form.file for form in forms)
    porteur, pieces = Porteur(**_attributes(values, PORTEUR)), _pieces(values, campagne)
    dossier = Dossier(campagne.annee, names, porteur, (action,), pieces)
    taken = len(values_of(dossier, frozenset(piece.key for piece in pieces)))
    return FormsReading(dossier, taken, tuple(dict.fromkeys(reader.unread)), tuple(computed))


def _fields(campagne: Campagne) -> dict[str, Field]:
    of_action = asked(action_fields(campagne), campagne)
    slots = [*form_slots((*asked(PORTEUR, campagne), *of_action)), *budget_slots(campagne, 1)]
    slots += [slot for row in piece_rows(campagne, (1,)) for slot in row.slots.values()]
    rows = {each.key: each for each in of_action if each.rows > 1}
    return {slot.field.key: slot.field for slot in slots} | rows


def _values(
    reader: _Reader, forms: Sequence[FilledForm], fields: Mapping[str, Field]
) -> dict[str, Any]:
    """Return the values by key; two answers that differ are told, the first is taken."""
    values: dict[str, Any] = {}
    written: dict[str, str] = {}
    for form in forms:
        for answer in _yes_or_no(reader, form):
            field = fields.get(answer.tag)
            if field is None and answer.text and not answer.tag.startswith(_APART):
                told = quoted(Raw(answer.text), Field(answer.tag, answer.label, ""))
                words = f"« {told} » n’a pas de place dans le classeur."
                reader.say(form.file, answer.label, words)
            value = reader.typed(form.file, answer, field) if field else None
            if field is None or value in (None, ""):
                continue
            written.setdefault(field.key, answer.text)
            if field.rows > 1:
                several = values.setdefault(field.key, ())
                values[field.key] = several if value in several else (*several, value)
            elif values.setdefault(field.key, value) != value:
                texts = (written[field.key], answer.text)
                kept, other = (quoted(Raw(text), field) for text in texts)
                reader.say(form.file, answer.label, f"« {other} » diffère de « {kept} », repris.")
    for field in fields.values():
        if field.rows > 1 and len(values.get(field.key, ())) > field.rows:
            lost = enumerate_words(values[field.key][field.rows :])
            words = f"« {lost} » n’a plus de place dans le classeur."
            reader.say(forms[0].file, field.label, words)
            values[field.key] = values[field.key][: field.rows]
    return values


def _yes_or_no(reader: _Reader, form: FilledForm) -> Iterator[Answer]:
    ticked = {answer.tag for answer in form.answers if answer.text}
    for answer in form.answers:
        key = answer.tag.removesuffix(YES).removesuffix(NO)
        if key == answer.tag:
            yield answer
        elif {key + YES, key + NO} <= ticked:
            if answer.tag.endswith(YES):
                reader.say(form.file, answer.label, "Oui et Non sont cochés.")
        elif answer.text:
            yield Answer(key, answer.label, "Oui" if answer.tag.endswith(YES) else "Non")


def _rows(reader: _Reader, forms: Sequence[FilledForm], table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table that say something; forms complete each other's rows."""
    rows: list[dict[str, Any]] = []
    first = table.fields[0].attribute
    for form in forms:
        for line in _lines(form, table):
            row = {
                field.attribute: value
                for field in table.fields
                if (answer := line.get(field.attribute)) is not None
                and (value := reader.typed(form.file, answer, field)) not in (None, "")
            }
            same = [known for known in rows if known.get(first) and known[first] == row.get(first)]
            if same and table is layout.COMMUNES_TABLE:
                _complete(reader, form.file, same[0], row, table)
            elif row:
                rows.append(row)
    if len(rows) > table.rows:
        lost = enumerate_words(str(row.get(first, "…")) for row in rows[table.rows :])
        reader.say(forms[0].file, table.title, f"« {lost} » n’a plus de place dans le classeur.")
    return rows[: table.rows]


def _complete(
    reader: _Reader, file: str, known: dict[str, Any], row: dict[str, Any], table: Table
) -> None:
    """Add to a row what another form says of the same thing; what differs is told."""
    for column in table.fields:
        value = row.get(column.attribute)
        if value is not None and known.setdefault(column.attribute, value) != value:
            kept = _shown(known[column.attribute])
            label = f"{row[table.fields[0].attribute]}, {column.label}"
            reader.say(file, label, f"« {_shown(value)} » diffère de « {kept} », repris.")


def _shown(value: TypedValue) -> str:
    return short_date(value) if isinstance(value, date) else str(value)


def _lines(form: FilledForm, table: Table) -> Iterator[dict[str, Answer]]:
    """Yield the rows of a table as answers by attribute: a tag met again begins a row."""
    line: dict[str, Answer] = {}
    for answer in form.answers:
        prefix, _, attribute = answer.tag.rpartition(".")
        if prefix != table.prefix:
            continue
        if attribute in line:
            yield line
            line = {}
        line[attribute] = answer
    yield line


def _attributes(values: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    return {each.attribute: values[each.key] for each in fields if each.key in values}


def _pieces(values: Mapping[str, Any], campagne: Campagne) -> tuple[PieceFournie, ...]:
    given = []
    for row in piece_rows(campagne, (1,)):
        key = row.piece.key
        said = {each.attribute: values.get(f"{key}.{each.attribute}", "") for each in PIECES}
        if any(said.values()):
            given.append(replace(row.piece, **said))
    return tuple(given)

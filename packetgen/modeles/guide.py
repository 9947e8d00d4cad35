"""Guide to the variables of the Word templates: on a screen, or as a page.

Each is shown by the tag as typed in Word, with its label, its type and an example.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from importlib.resources import files

from msgspec import Struct

from packetgen.campagne.load import load_campagne, years
from packetgen.campagne.words import asked, filled, words
from packetgen.documents.contexts.fiche import answers
from packetgen.documents.contexts.kit import kit_pages
from packetgen.documents.lint.essentials import essentials, needed
from packetgen.documents.rendering.template_file import COURRIERS, KIT_NAMES, NAMES
from packetgen.model.action import ACTION, AGENTS, COMMUNES, INDICATEURS, action_fields, montant_key
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import PORTEUR
from packetgen.model.fields import FieldKind
from packetgen.modeles.check import EXAMPLE, FULLEST, TITLES
from packetgen.modeles.sample_dossiers import specimens
from packetgen.resources import table
from packetgen.text import enumerate_words

LETTERS_TITLE = f"Courriers aux porteurs ({enumerate_words(f'{name}.docx' for name in COURRIERS)})"
KIT_TITLE = f"Pages du kit ({enumerate_words(f'{name}.docx' for name in KIT_NAMES)})"
HOW_TO = files("packetgen.modeles").joinpath("mode-emploi.md").read_text(encoding="utf-8").strip()
# The item on the filters that write names, without the dash of its list
FILTERS = next(each for each in HOW_TO.split("\n- ") if "|de }}" in each)
MOST_EXAMPLE = 60
TABLE = table(__file__, "variables.toml")
# What the variables say and their kind, by name: those of the catalogue, or of what packetgen
# computes
FIELDS = (*PORTEUR, *ACTION, *COMMUNES, *INDICATEURS, *AGENTS)
DESCRIBED = {field.key: (field.label, field.kind.value) for field in FIELDS}
DESCRIBED |= {name: DESCRIBED.get(said, (said, "texte")) for name, said in TABLE["said"].items()}


class Variable(Struct, frozen=True):
    """One thing that a template may print.

    `loops` are the tags that must be open around it, outermost first; `kind` says what it holds,
    `needed` who must print it.
    """

    tag: str
    label: str
    kind: str
    example: str
    loops: tuple[str, ...]
    needed: str


def guide(annee: int | None) -> str:
    """Return templates/README.md: how tags are written, and what each template may print."""
    tables = [f"## {title}\n\n{_table(listed)}" for title, listed in variables_of(annee).items()]
    return "\n\n".join((HOW_TO, *tables)) + "\n"


def _table(listed: Iterable[Variable]) -> str:
    """Return variables as a table of Markdown; what stands in a list is set back."""
    rows = ["| Balise | Libellé | Type | Obligatoire | Exemple |", "|---|---|---|---|---|"]
    for variable in listed:
        inset = "&emsp;" * len(variable.loops)
        tag = f"{inset}`{variable.tag}`"
        cells = (tag, variable.label, variable.kind, variable.needed, variable.example)
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(rows)


def variables_of(annee: int | None) -> dict[str, list[Variable]]:
    """Return what the templates of a year, by default the newest, may print: by title, in order.

    Raises KeyError for a field that nothing describes.
    """
    campagne = load_campagne(annee or max(years()))
    dossiers = specimens(campagne)
    example, fullest = dossiers[EXAMPLE].fields, dossiers[FULLEST].fields
    pages = kit_pages(campagne)
    # by title, the prefix of their names in the table and the templates that share them
    shared: dict[str, tuple[str, tuple[str, ...]]] = {
        **{f"{TITLES[name]} ({name}.docx)": (name, (name,)) for name in (*NAMES, "instruction")},
        LETTERS_TITLE: ("courrier", COURRIERS),
        KIT_TITLE: ("kit", KIT_NAMES),
    }
    said = _described(campagne)
    found: dict[str, list[Variable]] = {}
    for title, (prefix, names) in shared.items():
        required = {name: essentials(name, campagne) for name in names}
        given, full = (fields.get(names[0], pages) for fields in (example, fullest))
        found[title] = []
        for name, tag, kind, shown, loops in _walk("", "", given, full, ()):
            label, own = said[_key(prefix, name, said)]
            asked_by = needed("".join((*loops, tag)), required)
            found[title].append(Variable(tag, label, kind or own, shown, loops, asked_by))
    return found


def _described(campagne: Campagne) -> Mapping[str, tuple[str, str]]:
    """Return what each variable says in a year, and its kind, by name."""
    said = words(campagne)
    fields = asked(action_fields(campagne), campagne)
    by_key = {each.key: (each.label, each.kind.value) for each in fields}
    own = {f"region.{name}": by_key[f"action.{code}"] for name, code in answers(campagne).items()}
    leads = (campagne.chef_de_file.nom, FieldKind.EUROS.value)
    own["subvention.montant"] = by_key.get(montant_key(campagne.chef_de_file), leads)
    every = DESCRIBED | own
    return {name: (filled(label, said), kind) for name, (label, kind) in every.items()}


def _key(prefix: str, name: str, said: Container[str]) -> str:
    """Return the name under which a variable is described."""
    holder, _, attribute = name.rpartition(".")
    keys = (f"{prefix}:{name}", name, TABLE["elsewhere"].get(holder, "").format(attribute))
    return next((key for key in keys if key in said), name)


def _walk(
    name: str, typed: str, value: object, full: object, loops: tuple[str, ...]
) -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
    """Yield the name of each variable, its tag, its kind where it has one, its example, its loops.

    The `full` value tells what the items of lists hold.
    """
    if isinstance(full, Mapping):
        for key, part in full.items():
            inner = value.get(key) if isinstance(value, Mapping) else None
            named, tag = (f"{path}.{key}".removeprefix(".") for path in (name, typed))
            yield from _walk(named, tag, inner, part, loops)
    elif isinstance(full, list | tuple):
        item = _item(name)
        loop = f"{{% for {item} in {typed} %}}"
        yield name, loop, "liste", "", loops
        first = value[0] if isinstance(value, list | tuple) and value else None
        if full:  # else the year has none, and nothing tells what it would hold
            yield from _walk(name, item, first, full[0], (*loops, loop))
    elif isinstance(full, bool):
        yield name, f"{{% if {typed} %}}", "oui ou non", "", loops
    else:
        yield name, f"{{{{ {typed} }}}}", "", _example(value), loops


def _item(name: str) -> str:
    """Return how one item of a list is called: `commune` of `action.communes`."""
    last = name.rpartition(".")[2]
    return last.removesuffix("s") if last.endswith("s") else "ligne"


def _example(value: object) -> str:
    """Return the example's value on one line, empty when it has none."""
    text = " ".join(str(value or "").split())
    return text if len(text) <= MOST_EXAMPLE else f"{text[: MOST_EXAMPLE - 1].rstrip()}…"

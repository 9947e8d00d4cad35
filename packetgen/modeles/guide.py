"""Guide to the variables of the Word templates: on a screen, or as a page."""

from collections.abc import Iterable
from importlib.resources import files

from packetgen.campagne.load import load_campagne, years
from packetgen.documents.contexts.kit import kit_pages
from packetgen.documents.contexts.variables import COURRIER, KIT, Variable, described, variables
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.rendering.template_file import COURRIERS, KIT_NAMES, NAMES
from packetgen.modeles.check import EXAMPLE, FULLEST, TITLES
from packetgen.modeles.sample_dossiers import specimens
from packetgen.text import enumerate_words

LETTERS_TITLE = f"Courriers aux porteurs ({enumerate_words(f'{name}.docx' for name in COURRIERS)})"
KIT_TITLE = f"Pages du kit ({enumerate_words(f'{name}.docx' for name in KIT_NAMES)})"
HOW_TO = files("packetgen.modeles").joinpath("mode-emploi.md").read_text(encoding="utf-8").strip()
# The item on the filters that write names, without the dash of its list
FILTERS = next(each for each in HOW_TO.split("\n- ") if "|de }}" in each)


def variables_of(annee: int | None) -> dict[str, list[Variable]]:
    """Return what the templates of a year, by default the newest, may print: by title."""
    campagne = load_campagne(annee or max(years()))
    dossiers = specimens(campagne)
    example, fullest = dossiers[EXAMPLE].fields, dossiers[FULLEST].fields
    pages, words = kit_pages(campagne), described(campagne)
    documents = {
        f"{TITLES[name]} ({name}.docx)": variables(
            name, example[name], fullest[name], {name: essentials(name, campagne)}, words
        )
        for name in (*NAMES, "instruction")
    }
    letters = {name: essentials(name, campagne) for name in COURRIERS}
    letter, longest = example[COURRIERS[0]], fullest[COURRIERS[0]]
    documents[LETTERS_TITLE] = variables(COURRIER, letter, longest, letters, words)
    required = {name: essentials(name, campagne) for name in KIT_NAMES}
    return documents | {KIT_TITLE: variables(KIT, pages, pages, required, words)}


def guide(annee: int | None) -> str:
    """Return templates/README.md: how tags are written, and what each template may print."""
    tables = [f"## {title}\n\n{table(listed)}" for title, listed in variables_of(annee).items()]
    return "\n\n".join((HOW_TO, *tables)) + "\n"


def table(listed: Iterable[Variable]) -> str:
    """Return variables as a table of Markdown; what stands in a list is set back."""
    rows = ["| Balise | Libellé | Type | Obligatoire | Exemple |", "|---|---|---|---|---|"]
    for variable in listed:
        inset = "&emsp;" * len(variable.loops)
        tag = f"{inset}`{variable.tag}`"
        cells = (tag, variable.label, variable.kind, variable.needed, variable.example)
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(rows)

"""Guide to the variables of the Word templates: on a screen, or as a page."""

from collections.abc import Iterable
from dataclasses import replace

from packetgen.campagne.load import load_campagne, years
from packetgen.documents.contexts.kit import kit_pages
from packetgen.documents.contexts.variables import KIT, Variable, variables
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.rendering.template_file import KIT_NAMES, NAMES
from packetgen.model.words import words
from packetgen.modeles.check import EXAMPLE, FULLEST, titles
from packetgen.modeles.sample_dossiers import specimens
from packetgen.text import enumerate_words

KIT_TITLE = f"Pages du kit ({enumerate_words(f'{name}.docx' for name in KIT_NAMES)})"
FILTERS = """\
`{{ nom|de }}` écrit un nom avec « de », comme le veut le français : « d’Étampes », « de la CAF »,
  « du Relais », « de l’Atelier » ; de même `{{ nom|a }}` (« au Relais »), `{{ nom|le }}`
  (« la CAF ») et `{{ nom|que }}` (« qu’Étampes »)."""
HOW_TO = (
    """# Les modèles Word

<!-- Écrit par « packetgen modeles variables --ecrire templates/README.md ». -->

Un dossier par année ; dedans, les trois documents d’un dossier et les quatre pages du kit vierge.
Ouvrez-les dans Word, changez le texte et la mise en forme ; les balises entre accolades sont
remplies par packetgen.

- `{{ champ }}` écrit une variable. `{{ champ|upper }}` l’écrit en capitales.
- """
    + FILTERS
    + """
- `{% if champ %}` … `{% else %}` … `{% endif %}` choisit, selon que le champ est rempli ou non.
- `{% for item in liste %}` … `{% endfor %}` répète ; les lignes en retrait des tableaux sont les
  variables de chaque élément.
- `{%p … %}` seule dans un paragraphe, `{%tr … %}` seule dans une ligne de tableau : le paragraphe,
  la ligne disparaissent avec la balise.

« Obligatoire » : un modèle qui n’écrit pas cette balise, là où on la lit, est refusé ; « au
choix » : une seule de ces balises suffit. Pour les pages du kit, la colonne nomme celle qui doit
l’écrire. Ce qui ne change pas d’un dossier à l’autre (l’adresse du destinataire, les pages du kit)
peut aussi être tapé mot pour mot.

Après chaque changement : `packetgen modeles verifier`, puis `packetgen modeles apercu`. Le mode
d’emploi est dans [docs/guide-call.md](../docs/guide-call.md#modifier-les-modèles-dans-word)."""
)


def variables_of(annee: int | None) -> dict[str, list[Variable]]:
    """Return what the templates of a year, by default the newest, may print: by title."""
    campagne = load_campagne(annee or max(years()))
    said = words(campagne)
    dossiers = specimens(campagne)
    example, fullest = dossiers[EXAMPLE].fields, dossiers[FULLEST].fields
    pages = kit_pages(campagne)
    documents = {
        f"{titles(campagne)[name]} ({name}.docx)": variables(
            name, example[name], fullest[name], {name: essentials(name, campagne)}
        )
        for name in NAMES
    }
    required = {name: essentials(name, campagne) for name in KIT_NAMES}
    documents[KIT_TITLE] = variables(KIT, pages, pages, required)
    return {
        title: [replace(each, label=each.label.format_map(said)) for each in listed]
        for title, listed in documents.items()
    }


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

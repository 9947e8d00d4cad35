"""The Word templates as the people who edit them need them: checked, counted, shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from packetgen import campagne as campagnes
from packetgen.documents.apart import inspect_and_fill
from packetgen.documents.problem import Problem, in_order
from packetgen.documents.template import NAMES, path_of
from packetgen.documents.variables import Variable, variables
from packetgen.errors import ConversionFailed, ExitCode, TemplateInvalid, UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Severity
from packetgen.specimens import Specimen, specimens
from packetgen.text import NBSP, count, fold

TITLES = {
    "lettre": "Lettre au Président",
    "fiche_action": "Fiche action",
    "liste": "Liste des pièces",
}
# What the letter must say: the rule that the note sets, and the field that says it
REQUIRED = {
    "CALL-02": "action.intitule",
    "CALL-03": "action.description",
    "CALL-04": "subvention.montant",
}
EXAMPLE, FULLEST = "exemple", "maximal"
KINDS = {
    "minimal": "un dossier réduit au minimum",
    EXAMPLE: "un dossier d’exemple",
    FULLEST: "un dossier très rempli",
}
HOW_TO = """# Les modèles Word

<!-- Écrit par « packetgen modeles variables --ecrire templates/README.md ». -->

Un dossier par année, trois modèles par dossier. Ouvrez-les dans Word, changez le texte et la mise
en forme ; les balises entre accolades sont remplies par packetgen.

- `{{ champ }}` écrit une variable. `{{ champ|upper }}` l’écrit en capitales.
- `{% if champ %}` … `{% else %}` … `{% endif %}` choisit, selon que le champ est rempli ou non.
- `{% for item in liste %}` … `{% endfor %}` répète ; les lignes en retrait des tableaux sont les
  variables de chaque élément.
- `{%p … %}` seule dans un paragraphe, `{%tr … %}` seule dans une ligne de tableau : le paragraphe,
  la ligne disparaissent avec la balise.

Après chaque changement : `packetgen modeles verifier`, puis `packetgen modeles apercu`. Le mode
d’emploi est dans [docs/guide-call-modeles.md](../docs/guide-call-modeles.md)."""
MARK = "Aperçu – données inventées"
MOST_MISSING = 12


@dataclass(frozen=True)
class Checked:
    """A template looked into: what is wrong, and its pages for each invented dossier.

    `pages` is empty while something blocks; `name` is lettre, fiche_action or liste.
    """

    path: Path
    name: str
    problems: tuple[Problem, ...]
    pages: dict[str, int]

    @property
    def is_wrong(self) -> bool:
        """Whether no document can be made with it."""
        return any(problem.is_blocking for problem in self.problems)

    @property
    def exit_code(self) -> ExitCode:
        """Warnings alone are no failure."""
        return ExitCode.TEMPLATE_INVALID if self.is_wrong else ExitCode.DONE


def check(files: Sequence[Path], annee: int | None) -> tuple[Checked, ...]:
    """Look into templates, by default all those of a year (the newest), and draw them.

    Each is filled with invented dossiers, the least and the most that one can hold, and its pages
    counted. Raises UsageError for a file that is like none of the three templates.
    """
    campagne = campagnes.load(annee or max(campagnes.years()))
    dossiers = specimens(campagne)
    return tuple(
        check_template(path, recognise(path, dossiers), campagne, dossiers)
        for path in files or [path_of(campagne.annee, name) for name in NAMES]
    )


def check_template(
    path: Path, name: str, campagne: Campagne, dossiers: dict[str, Specimen]
) -> Checked:
    """Look into one template, used as the year's template `name`; nothing is kept of it."""
    with TemporaryDirectory(prefix="packetgen-") as folder:
        work = Path(folder)
        try:
            problems = fill(path, name, campagne, dossiers, work)
        except TemplateInvalid as error:
            return Checked(path, name, (Problem(str(error).removesuffix(".")),), {})
        if any(problem.is_blocking for problem in problems):
            return Checked(path, name, problems, {})
        try:
            pages, seen = draw(name, campagne, work)
        except ConversionFailed as error:
            return Checked(path, name, (*problems, Problem(str(error).removesuffix("."))), {})
    return Checked(path, name, in_order((*problems, *seen)), pages)


def fill(
    path: Path, name: str, campagne: Campagne, dossiers: dict[str, Specimen], work: Path
) -> tuple[Problem, ...]:
    """Return what is wrong in a template; when nothing blocks, fill it for each dossier."""
    fields = {kind: dossier.fields[name] for kind, dossier in dossiers.items()}
    required = required_fields(campagne) if name == "lettre" else {}
    return inspect_and_fill(path, fields, FULLEST, required, work)


def required_fields(campagne: Campagne) -> dict[str, str]:
    """Return the fields that the letter must print, each with the sentence that asks for it."""
    cited = {field: campagne.citation(rule) for rule, field in REQUIRED.items()}
    return {
        field: f"la note le demande, «{NBSP}{citation.texte}{NBSP}» ({citation.reference})"
        for field, citation in cited.items()
        if citation
    }


def draw(name: str, campagne: Campagne, work: Path) -> tuple[dict[str, int], list[Problem]]:
    """Draw the filled documents of `work`; return their pages, and what the pages show wrong."""
    from packetgen.convert.engines import convert_documents

    documents = [work / f"{kind}.docx" for kind in KINDS]
    conversions = dict(zip(KINDS, convert_documents(documents, work), strict=True))
    problems = list(too_long(name, campagne, {k: c.pages for k, c in conversions.items()}))
    missing = dict.fromkeys(
        word for conversion in conversions.values() for word in conversion.missing_words
    )
    if missing:
        shown = ", ".join(list(missing)[:MOST_MISSING])
        problems.append(
            Problem(
                f"des mots ou des images ne se retrouvent pas dans le PDF : {shown} ; simplifiez"
                " leur mise en forme",
                Severity.A_VERIFIER,
            )
        )
    return {kind: conversion.pages for kind, conversion in conversions.items()}, problems


def too_long(name: str, campagne: Campagne, pages: dict[str, int]) -> Iterable[Problem]:
    """Yield the dossiers for which a document is longer than the year's data allow."""
    limits = {seuil.code: seuil.valeur for seuil in campagne.seuils}
    limit = limits.get(f"max_pages_{name}")
    for kind, number in pages.items():
        if limit is not None and number > limit:
            # a person may write more than a page can hold: it is told, the template is not wrong
            severity = Severity.INFORMATION if kind == FULLEST else Severity.BLOQUANT
            remedy = "" if kind == FULLEST else " ; resserrez les marges ou le texte"
            yield Problem(
                f"avec {KINDS[kind]}, ce document prend {count(number, 'page')}"
                f" (limite : {count(limit, 'page')}){remedy}",
                severity,
            )


def recognise(path: Path, dossiers: dict[str, Specimen]) -> str:
    """Return which template a file is, by its name, else by the fields that it prints.

    Raises UsageError when neither tells.
    """
    stem = fold(path.stem)
    named = [name for name in NAMES if fold(name) in stem]
    if len(named) == 1:
        return named[0]
    likely = closest(path, dossiers)
    if likely:
        return likely
    raise UsageError(
        f"« {path.name} » : quel modèle est-ce ? Mettez « lettre », « fiche_action » ou « liste »"
        " dans le nom du fichier."
    )


def closest(path: Path, dossiers: dict[str, Specimen]) -> str:
    """Return the template whose fields a file knows best, empty when two are as near."""
    faults = []
    for name in NAMES:
        with TemporaryDirectory(prefix="packetgen-") as folder:
            fields = {FULLEST: dossiers[FULLEST].fields[name]}
            problems = inspect_and_fill(path, fields, FULLEST, {}, Path(folder))
        faults.append((sum(problem.is_blocking for problem in problems), name))
    (fewest, name), (second, _), _ = sorted(faults)
    return name if fewest < second else ""


def preview(files: Sequence[Path], annee: int | None, names: Sequence[str]) -> bytes:
    """Return one PDF of templates filled with the example, marked as invented on every page.

    `files` are looked into as `check` does; without, the templates `names` of the year are shown.
    Raises TemplateInvalid with the first thing wrong.
    """
    from packetgen.bundle.preview import bind_preview
    from packetgen.convert.engines import convert_documents

    campagne = campagnes.load(annee or max(campagnes.years()))
    dossiers = specimens(campagne)
    with TemporaryDirectory(prefix="packetgen-") as folder:
        shown: list[tuple[str, Path]] = []
        for path in files or [path_of(campagne.annee, name) for name in names or NAMES]:
            name = recognise(path, dossiers)
            work = Path(folder) / str(len(shown))
            work.mkdir()
            for problem in fill(path, name, campagne, dossiers, work):
                if problem.is_blocking:
                    raise TemplateInvalid(
                        f"{path.name}, {problem.place or 'tout le modèle'} : {problem.sentence}"
                        " Voyez tout avec « packetgen modeles verifier »."
                    )
            [conversion] = convert_documents([work / f"{EXAMPLE}.docx"], work)
            shown.append((TITLES[name], conversion.pdf))
        return bind_preview(shown, MARK, f"{MARK} – {campagne.intitule}")


def variables_of(annee: int | None) -> dict[str, list[Variable]]:
    """Return what each template of a year may print, by the name of the template."""
    dossiers = specimens(campagnes.load(annee or max(campagnes.years())))
    example, fullest = dossiers[EXAMPLE].fields, dossiers[FULLEST].fields
    return {name: variables(name, example[name], fullest[name]) for name in NAMES}


def guide(annee: int | None) -> str:
    """Return templates/README.md: how tags are written, and what each template may print."""
    tables = [
        f"## {TITLES[name]} (`{name}.docx`)\n\n{table(listed)}"
        for name, listed in variables_of(annee).items()
    ]
    return "\n\n".join((HOW_TO, *tables)) + "\n"


def table(listed: Iterable[Variable]) -> str:
    """Return variables as a table of Markdown; what stands in a list is set back."""
    rows = ["| Balise | Libellé | Type | Exemple |", "|---|---|---|---|"]
    for variable in listed:
        inset = "&emsp;" * len(variable.loops)
        cells = (f"{inset}`{variable.tag}`", variable.label, variable.kind, variable.example)
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(rows)

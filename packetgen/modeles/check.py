"""Check the Word templates, count their pages, show them filled."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from packetgen.campagne.load import load_campagne, years
from packetgen.documents.contexts.kit import kit_pages
from packetgen.documents.contexts.wording import Fields
from packetgen.documents.lint.client import inspect_and_fill
from packetgen.documents.lint.essentials import essentials
from packetgen.documents.lint.problem import TemplateProblem, in_order
from packetgen.documents.rendering.template_file import KIT_NAMES, path_of
from packetgen.errors import ConversionFailed, ExitCode, PacketgenError, TemplateInvalid, UsageError
from packetgen.model.campagne import Campagne
from packetgen.model.finding import Severity
from packetgen.modeles.sample_dossiers import specimens
from packetgen.resources import table
from packetgen.system.work_folder import work_folder
from packetgen.text import count, enumerate_words, fold

WORDS = table(__file__, "check.toml")
TITLES, KINDS, MARKS = WORDS["titles"], WORDS["kinds"], WORDS["marks"]
EXAMPLE, FULLEST, CALL = "exemple", "maximal", "appel"
MOST_MISSING = 12

# What each template is filled with to be tried: by its name, then by kind, the fullest last
Trials = dict[str, dict[str, Fields]]


class Checked(Struct, frozen=True):
    """A template looked into: what is wrong, and its pages for each kind of data.

    `pages` is empty while something blocks; `name` is that of a template of the year.
    """

    path: Path
    name: str
    problems: tuple[TemplateProblem, ...]
    pages: dict[str, int]

    @property
    def is_wrong(self) -> bool:
        """Whether no document can be made with it."""
        return any(problem.is_blocking for problem in self.problems)

    @property
    def exit_code(self) -> ExitCode:
        """Warnings alone are no failure."""
        return ExitCode.TEMPLATE_INVALID if self.is_wrong else ExitCode.DONE


def titles(campagne: Campagne | None) -> dict[str, str]:
    """Return what each template of a year is, by its name; those that it alone has last."""
    own = campagne.own_documents if campagne else ()
    return {**TITLES, **{piece.code: piece.libelle for piece in own}}


def check(files: Sequence[Path], annee: int | None) -> tuple[Checked, ...]:
    """Look into templates, by default all those of a year (the newest), and draw them.

    Raises UsageError for a file that is like none of the year's templates.
    """
    campagne = load_campagne(annee or max(years()))
    tried = trials(campagne) if files else {}
    checked = (check_template(it, recognise(it, campagne, tried), campagne, tried) for it in files)
    return tuple(checked) or check_year(campagne)


def check_year(campagne: Campagne) -> tuple[Checked, ...]:
    """Look into each template of a year, and draw it."""
    tried = trials(campagne)
    checked = []
    for name in titles(campagne):
        try:
            path = path_of(campagne.annee, name)
        except TemplateInvalid as missing:
            checked.append(Checked(Path(f"{name}.docx"), name, (_fatal(missing),), {}))
        else:
            checked.append(check_template(path, name, campagne, tried))
    return tuple(checked)


def trials(campagne: Campagne) -> Trials:
    """Return what the year's templates are tried with.

    The documents of a dossier: invented ones, the least and the most that one can hold. The pages
    of the kit: the call itself.
    """
    dossiers = specimens(campagne)
    names = [name for name in titles(campagne) if name not in KIT_NAMES]
    documents = {name: {kind: it.fields[name] for kind, it in dossiers.items()} for name in names}
    pages = kit_pages(campagne)
    return documents | {name: {CALL: pages} for name in KIT_NAMES}


def check_template(path: Path, name: str, campagne: Campagne, tried: Trials) -> Checked:
    """Look into one template, used as the year's template `name`; nothing is kept of it."""
    problems: tuple[TemplateProblem, ...] = ()
    pages: dict[str, int] = {}
    with work_folder() as work:
        try:
            problems = inspect_and_fill(path, tried[name], essentials(name, campagne), work)
            wrong = sum(problem.is_blocking for problem in problems)
            if not wrong:
                pages, seen = draw(name, campagne, tried, work)
                problems = in_order((*problems, *seen))
            elif wrong > 1 and (other := closest(path, campagne, tried)) not in ("", name):
                problems = (TemplateProblem(WORDS["misplaced"].format(other)),)
        except (TemplateInvalid, ConversionFailed) as error:
            problems = (*problems, _fatal(error))
    return Checked(path, name, problems, pages)


def _fatal(error: PacketgenError) -> TemplateProblem:
    return TemplateProblem(str(error).removesuffix("."))


def draw(
    name: str, campagne: Campagne, tried: Trials, work: Path
) -> tuple[dict[str, int], list[TemplateProblem]]:
    """Draw the filled documents of `work`; return their pages, and what the pages show wrong."""
    from packetgen.convert.engines import convert_documents

    documents = [work / f"{kind}.docx" for kind in tried[name]]
    conversions = convert_documents(documents, work)
    pages = {kind: each.pages for kind, each in zip(tried[name], conversions, strict=True)}
    limits = [each.valeur for each in campagne.seuils if each.code == f"max_pages_{name}"]
    over = [(*each, limit) for limit in limits for each in pages.items() if each[1] > limit]
    problems = [_too_long(*each) for each in over]
    missing = dict.fromkeys(word for each in conversions for word in each.missing_words)
    if missing:
        shown = ", ".join(list(missing)[:MOST_MISSING])
        problems.append(TemplateProblem(WORDS["undrawn"].format(shown), Severity.A_VERIFIER))
    return pages, problems


def _too_long(kind: str, number: int, limit: int) -> TemplateProblem:
    told = WORDS["too_long"].format(KINDS[kind], count(number, "page"), count(limit, "page"))
    # a person may write more than a page can hold: it is told, the template is not wrong
    if kind == FULLEST:
        return TemplateProblem(told, Severity.INFORMATION)
    return TemplateProblem(f"{told} ; {WORDS['shorten']}")


def recognise(path: Path, campagne: Campagne, tried: Trials) -> str:
    """Return which template a file is, by its name, else by the fields that it prints.

    Raises UsageError when neither tells.
    """
    stem = fold(path.stem)
    named = [name for name in tried if fold(name) in stem]
    # the letter to one funder is called after the letter
    longest = max(named, key=len, default="")
    if named and all(fold(each) in fold(longest) for each in named):
        return longest
    if likely := closest(path, campagne, tried):
        return likely
    either = enumerate_words((f"« {name} »" for name in tried), "or")
    raise UsageError.said("which_template", path.name, either)


def closest(path: Path, campagne: Campagne, tried: Trials) -> str:
    """Return the template that a file does the work of best, empty when two are as near."""
    faults = []
    for name in TITLES:
        with work_folder() as folder:
            problems = inspect_and_fill(path, tried[name], essentials(name, campagne), folder)
        faults.append((sum(problem.is_blocking for problem in problems), name))
    (fewest, name), (second, _), *_ = sorted(faults)
    return name if fewest < second else ""


def shown_with(name: str) -> str:
    """Return what the preview of a template is filled with: the invented example, or the call."""
    return CALL if name in KIT_NAMES else EXAMPLE


def preview(files: Sequence[Path], annee: int | None, names: Sequence[str]) -> bytes:
    """Return one PDF of filled templates, each page marked as a preview, and PROJET where it is.

    `files` are looked into as `check` does; without, the templates `names` of the year are shown.
    Raises TemplateInvalid with the first thing wrong.
    """
    from packetgen.bundle.assemble.preview import RenderedPage, assemble_preview
    from packetgen.convert.engines import convert_documents

    campagne = load_campagne(annee or max(years()))
    tried = trials(campagne)
    with work_folder() as folder:
        shown: list[RenderedPage] = []
        for path in files or [path_of(campagne.annee, name) for name in names or tried]:
            name = recognise(path, campagne, tried)
            work = folder / str(len(shown))
            work.mkdir()
            required = essentials(name, campagne)
            for problem in inspect_and_fill(path, tried[name], required, work):
                if problem.is_blocking:
                    where = f"{path.name}, {problem.place or 'tout le modèle'}"
                    raise TemplateInvalid.said("wrong_template", where, problem.sentence)
            kind = shown_with(name)
            [conversion] = convert_documents([work / f"{kind}.docx"], work)
            mark = f"{campagne.mark}{MARKS[kind]}"
            shown.append(RenderedPage(titles(campagne)[name], conversion.pdf, mark))
        return assemble_preview(shown, f"{campagne.mark}Aperçu – {campagne.intitule}")

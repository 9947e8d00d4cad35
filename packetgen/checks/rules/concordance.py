"""Rules that compare the annexes with the workbook: concorde, diffère, impossible à dire."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from packetgen.checks import annex_text
from packetgen.checks.annex_text import Pages, Seen
from packetgen.checks.file_sorting import ENOUGH, bare_pages, marks
from packetgen.checks.rule import UNSURE, WORDS, Case, Condition, Rule, Verdict, broken, rule
from packetgen.checks.rules.forme import is_iban
from packetgen.checks.rules.pieces import given_for
from packetgen.model.action import montant_key
from packetgen.model.campagne import Piece
from packetgen.model.dossier import PieceFournie
from packetgen.text import enumerate_words, mask_iban

# The piece whose budget is compared line by line
READ_BY_LINE = "cerfa"

# Given what the workbook says, return what the pages say: nothing when it cannot be read
Look: TypeAlias = Callable[[Case, str, Pages], list[Seen]]


def comparison(code: str, look: Look, show: Callable[[str], str] = str) -> Rule:
    """Make the rule `code`: the text of a piece says what the workbook says in a field.

    It is the amount asked of who leads where no field is named; `show` is how a value may be shown
    on a screen.
    """
    said = WORDS["ANN"] | WORDS[code]
    piece, field = said["piece"], said.get("champ")
    said["cas"] = {name: it.replace("{titre}", said["titre"]) for name, it in said["cas"].items()}

    def field_of(case: Case) -> str:
        return field or montant_key(case.campagne.chef_de_file)

    def row_of(case: Case) -> str:
        return given_for(case, case.campagne.piece(piece)).key

    given = Condition(
        "si la pièce est jointe et le champ rempli",
        lambda case: row_of(case) in case.texts and bool(case.value(field_of(case))),
    )

    @rule(code, words=said, when=given)
    def check(case: Case) -> Iterator[Verdict]:
        row, said, key = row_of(case), case.value(field_of(case)), case.key(field_of(case))
        pages = case.pages(row)
        seen = look(case, said, pages)
        if not any(page.strip() for page in pages):
            late = ", qui n’a pas pu être lue à temps" if case.images.get(row) == () else ""
            yield broken(key, UNSURE, raison=f"la pièce est une image sans texte{late}")
        elif not seen:
            where = "à coup sûr sur l’image" if case.images.get(row) else "dans le texte"
            yield broken(key, UNSURE, raison=f"cela ne se lit pas {where} de la pièce")
        elif not any(annex_text.same(each.value, said) for each in seen):
            first = seen[0]
            on_image = " (lu sur une image)" if case.is_image(row, first.page) else ""
            values = {"page": f"{first.page}{on_image}", "lu": show(first.value), "dit": show(said)}
            yield broken(key, piece=case.campagne.piece(piece).libelle, **values)

    return check


def pattern(form: re.Pattern[str]) -> Look:
    """Look for identifiers of a form."""
    return lambda _case, _said, pages: annex_text.search(form, pages)


def ibans(case: Case, said: str, pages: Pages) -> list[Seen]:
    """Look for IBAN; one on a picture whose key is wrong was misread."""
    row = given_for(case, case.campagne.piece("rib")).key

    def is_sure(seen: Seen) -> bool:
        right = annex_text.same(seen.value, said) or is_iban(seen.value)
        return right or not case.is_image(row, seen.page)

    return list(filter(is_sure, annex_text.ibans(pages)))


def called(find: Callable[[str, Pages], list[Seen]]) -> Look:
    """Look for a name, or else for the line that looks most like it."""
    return lambda _case, said, pages: find(said, pages) or annex_text.nearest_line(said, pages)


def montant(case: Case, said: str, _pages: Pages) -> list[Seen]:
    """Look for the amount on the line of who leads; when it has several, which is not sure."""
    campagne = case.campagne
    own = campagne.chef_de_file.ligne_budget
    lines = (line for compte in campagne.comptes for line in compte.lignes)
    line = next(line for line in lines if line.code == own)
    row = cerfa_of(case).key
    found = annex_text.amounts_of_line(line, case.pages(row, by_line=True))
    agreed = [seen for seen in found if seen.value == said]
    return [] if agreed and agreed != found else found


def rna_or_name(case: Case, said: str, pages: Pages) -> list[Seen]:
    """Look for the RNA number; a récépissé that carries the name agrees as well."""
    if found := annex_text.structures(case.porteur.denomination, pages):
        return [Seen(said, found[0].page)]
    return annex_text.search(annex_text.RNA, pages)


name, structure = called(annex_text.names), called(annex_text.structures)
COMPARISONS = (
    comparison("ANN-01", ibans, show=mask_iban),
    comparison("ANN-02", structure),
    comparison("ANN-03", pattern(annex_text.DAUPHIN)),
    comparison("ANN-04", pattern(annex_text.SIRET)),
    comparison("ANN-05", name),
    comparison("ANN-06", montant),
    comparison("ANN-07", structure),
    comparison("ANN-08", rna_or_name),
    comparison("ANN-09", name),
)


def readable_pieces(case: Case) -> Iterator[tuple[PieceFournie, Piece | None, Pages]]:
    """Yield the pieces whose pages have a text: what is given, for which piece, the text."""
    kinds = {piece.code: piece for piece in case.campagne.pieces}
    for given in case.dossier.pieces:
        pages = case.texts.get(given.key, ())
        if given.action in (0, case.action.numero) and any(page.strip() for page in pages):
            yield given, kinds.get(given.code), pages


def cerfa_of(case: Case) -> PieceFournie:
    """Return the Cerfa, as it is given."""
    return given_for(case, case.campagne.piece(READ_BY_LINE))


READABLE = Condition("si le texte d’une pièce peut se lire", lambda it: any(readable_pieces(it)))
CERFA = Condition("si le Cerfa est joint", lambda case: cerfa_of(case).key in case.texts)


@rule("ANN-10", when=READABLE)
def nature(case: Case) -> Iterator[Verdict]:
    """ANN-10: the text of a piece looks like its kind, and is of no other piece."""
    first: dict[Pages, tuple[str, str]] = {}
    for given, piece, pages in readable_pieces(case):
        key, title = f"{given.key}.fichier", piece.libelle if piece else given.titre
        twin, file = first.setdefault(pages, (title, given.fichier))
        if file != given.fichier:  # one name twice is said where it is read
            yield broken(key, "en_double", titre=title, autre=twin)
        if piece is None:
            continue
        text = bare_pages(pages)
        likeness = {other: marks(text, other) for other in case.campagne.pieces}
        likest = max(likeness, key=lambda other: sum(likeness[other].values()))
        own, most = (sum(likeness[each].values()) for each in (piece, likest))
        words = [f"« {word} »" for word in likeness[likest]]
        if own < ENOUGH <= most and own < most and len(words) > 1:
            said = enumerate_words(words[:3])
            yield broken(key, titre=title, autre=likest.libelle, mots=said)
        elif piece.code == "rib" and not annex_text.ibans(pages):
            yield broken(key, "sans_iban")


@rule("ANN-11", when=READABLE)
def mentions(case: Case) -> Iterator[Verdict]:
    """ANN-11: no piece says that it is a draft or not sent, nor the Cerfa that it is of old."""
    year = str(case.campagne.annee)
    for given, piece, pages in readable_pieces(case):
        forms = [each.description for each in case.campagne.mentions]
        years = [found["year"] for page in pages for found in annex_text.YEAR.finditer(page)]
        if given.code == READ_BY_LINE and years and year not in years:
            forms.append(annex_text.YEAR.pattern)
        for form in forms:
            if found := annex_text.first(form, pages):
                values = {"lu": found.value, "page": str(found.page), "annee": year}
                title = piece.libelle if piece else given.titre
                yield broken(f"{given.key}.fichier", piece=title, **values)


@rule("ANN-12", when=CERFA)
def pilier(case: Case) -> Iterator[Verdict]:
    """ANN-12: the description filed on Dauphin begins with the pilier."""
    key = cerfa_of(case).key
    pages = case.lines.get(key, case.texts.get(key, ()))
    if not case.action.pilier:
        return  # EPCI-10 asks for it
    begins = annex_text.begins_with_pilier(case.action.pilier, case.action.description, pages)
    if begins is None:
        scan = not any(page.strip() for page in pages)
        reason = "la pièce est une image sans texte" if scan else "le descriptif ne s’y trouve pas"
        yield broken(f"{key}.fichier", UNSURE, raison=reason)
    elif not begins:
        title = case.campagne.piece(READ_BY_LINE).libelle
        yield broken(f"{key}.fichier", piece=title, pilier=case.action.pilier)

"""Rules of the pieces: the annexes of the letter, who owes each, what all would weigh."""

from collections.abc import Iterator

from packetgen.checks.rule import UNSURE, WORDS, Case, Condition, Rule, Verdict, broken, rule
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.campagne_parts import RENOUVELLEMENT
from packetgen.model.dossier import SIGNATURE, PieceFournie
from packetgen.text import bare_name, enumerate_words, fold, megabytes

MEGABYTE = 1_000_000
# What packetgen draws itself, with its fonts, the data attached and the stamps: 220 to 260 kB
OWN_PAGES = 240_000
MOST_NAMED = 3


def given_for(case: Case, piece: Piece) -> PieceFournie:
    """Return what is given for a piece, for this action if it is owed per action."""
    action = case.action.numero if piece.par_action else 0
    own = (row for row in case.dossier.pieces if (row.code, row.action) == (piece.code, action))
    return next(own, PieceFournie(piece.code, piece.libelle, action=action))


def piece_rule(piece: Piece) -> Rule:
    """Make the rule of a piece: it is given, readable, by those who owe it."""

    @rule(piece.code_regle, words=WORDS["PIECE"] | {"titre": piece.libelle})
    def check(case: Case) -> Iterator[Verdict]:
        given = given_for(case, piece)
        first = case.action.premiere_demande
        if piece.quand == RENOUVELLEMENT and first is None and piece.due_par(case.forme):
            key = case.key("action.premiere_demande")
            yield broken(key, UNSURE, piece=piece.libelle)
        if not case.action.owes(piece, case.forme, case.campagne):
            return
        if given.key in case.refusals:
            yield broken(f"{given.key}.fichier", constat=case.refusals[given.key])
        elif not given.fichier:
            reason = f" Motif donné : {given.motif}." if given.motif else ""
            yield broken(f"{given.key}.fichier", "absente", piece=piece.libelle, motif=reason)

    return check


@rule("EPCI-09-T")
def titulaire(case: Case) -> Iterator[Verdict]:
    """EPCI-09: the holder of the account is the porteur, or its public accountant."""
    public = any(it.comptable_public for it in case.campagne.formes if it.code == case.forme)
    holder, name = case.porteur.titulaire_compte, case.porteur.denomination
    if not holder:
        yield broken("porteur.titulaire_compte", UNSURE)
    elif name and fold(bare_name(holder)) != fold(bare_name(name)) and not public:
        yield broken("porteur.titulaire_compte", titulaire=holder, denomination=name)


@rule("PIECE-01")
def facultatives(case: Case) -> Iterator[Verdict]:
    """PIECE-01: an optional piece that is named but cannot be used is said, never dropped."""
    asked = (piece for piece in case.campagne.pieces if not piece.genere)
    due = {it.code for it in asked if case.action.owes(it, case.forme, case.campagne)}
    for given in case.dossier.pieces:
        owed = given.code in due
        concerned = given.action in (0, case.action.numero)
        if given.key in case.refusals and concerned and not owed:
            yield broken(f"{given.key}.fichier", constat=case.refusals[given.key])


@rule("PIECE-02")
def delegation(case: Case) -> Iterator[Verdict]:
    """PIECE-02: who signs for the legal representative shows a delegation."""
    given = given_for(case, case.campagne.piece("delegation"))
    wanting = not given.fichier or given.key in case.refusals
    if case.porteur.nom_signataire and wanting:
        yield broken(f"{given.key}.fichier", signataire=case.porteur.nom_signataire)


@rule("PIECE-03")
def image_signature(case: Case) -> Iterator[Verdict]:
    """PIECE-03: an image of the signature that cannot be used is said; the letter has room."""
    if SIGNATURE in case.refusals:
        yield broken(SIGNATURE, constat=case.refusals[SIGNATURE])


def limit(campagne: Campagne) -> int | None:
    """Return the megabytes that the year allows for a bundle, None where it sets no limit."""
    found = (each.valeur for each in campagne.seuils if each.code == "max_mo_dossier")
    return next(found, None)


def heaviest(case: Case) -> list[tuple[str, int, str]]:
    """Return the title, the bytes and the key of each piece of the action, the heaviest first."""
    titles = {piece.code: piece.libelle for piece in case.campagne.pieces}
    own = [it for it in case.dossier.pieces if it.action in (0, case.action.numero)]
    names = ((titles.get(it.code) or it.titre or it.fichier, it.key) for it in own)
    found = ((name, case.weights[key], key) for name, key in names if key in case.weights)
    return sorted(found, key=lambda each: -each[1])


HAS_LIMIT = Condition("si l’année fixe un poids", lambda case: limit(case.campagne) is not None)


@rule("POIDS-01", when=HAS_LIMIT)
def poids(case: Case) -> Iterator[Verdict]:
    """POIDS-01: a bundle that would weigh too much is said before it is made."""
    pieces, most = heaviest(case), limit(case.campagne)
    weight = OWN_PAGES + sum(size for _, size, _ in pieces)
    if most is None or weight <= most * MEGABYTE or not pieces:
        return
    named = [f"« {title} » ({megabytes(size)})" for title, size, _ in pieces[:MOST_NAMED]]
    weights = {"poids": megabytes(weight), "limite": megabytes(most * MEGABYTE)}
    values = {"numero": str(case.action.numero), "maximum": str(most), **weights}
    yield broken(f"{pieces[0][2]}.fichier", pieces=enumerate_words(named), **values)

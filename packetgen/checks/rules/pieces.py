"""Rules of the pieces: the annexes of the letter, and who owes each."""

from collections.abc import Iterator

from packetgen.checks.rule import WORDS, Case, Rule, Verdict, broken, rule, undecidable
from packetgen.model.campagne import Campagne, Piece
from packetgen.model.campagne_parts import RENOUVELLEMENT
from packetgen.model.dossier import SIGNATURE, PieceFournie
from packetgen.model.finding import Severity
from packetgen.text import bare_name, fold


def given_for(case: Case, piece: Piece) -> PieceFournie:
    """Return what is given for a piece, for this action if it is owed per action."""
    action = case.action.numero if piece.par_action else 0
    return next(
        (row for row in case.dossier.pieces if (row.code, row.action) == (piece.code, action)),
        PieceFournie(piece.code, piece.libelle, action=action),
    )


def piece_rules(campagne: Campagne) -> tuple[Rule, ...]:
    """Make the rule of each piece that the porteur owes."""
    owed = (piece for piece in campagne.pieces if piece.obligatoire and not piece.genere)
    return tuple(_piece_rule(piece) for piece in owed)


def _piece_rule(piece: Piece) -> Rule:
    """Make the rule of a piece: it is given, readable, by those who owe it."""

    @rule(piece.code_regle, words=WORDS["PIECE"] | {"titre": piece.libelle})
    def check(case: Case) -> Iterator[Verdict]:
        given = given_for(case, piece)
        first = case.action.premiere_demande
        if piece.quand == RENOUVELLEMENT and first is None and piece.due_par(case.forme):
            key = case.key("action.premiere_demande")
            yield undecidable(key, Severity.A_VERIFIER, piece=piece.libelle)
        if not case.action.owes(piece, case.forme, case.campagne):
            return
        if given.key in case.refusals:
            yield broken(f"{given.key}.fichier", constat=case.refusals[given.key])
        elif not given.fichier:
            reason = f" Motif donné : {given.motif}." if given.motif else ""
            yield broken(f"{given.key}.fichier", "absente", piece=piece.libelle, motif=reason)

    return check


@rule("EPCI-09-T", scope="dossier", fields=["porteur.titulaire_compte"])
def titulaire(case: Case) -> Iterator[Verdict]:
    """EPCI-09: the holder of the account is the porteur, or its public accountant."""
    public = any(
        forme.comptable_public for forme in case.campagne.formes if forme.code == case.forme
    )
    holder, name = case.porteur.titulaire_compte, case.porteur.denomination
    if not holder:
        yield undecidable("porteur.titulaire_compte", Severity.A_VERIFIER)
    elif name and fold(bare_name(holder)) != fold(bare_name(name)) and not public:
        yield broken("porteur.titulaire_compte", titulaire=holder, denomination=name)


@rule("PIECE-01")
def facultatives(case: Case) -> Iterator[Verdict]:
    """PIECE-01: an optional piece that is named but cannot be used is said, never dropped."""
    due = {
        piece.code
        for piece in case.campagne.pieces
        if not piece.genere and case.action.owes(piece, case.forme, case.campagne)
    }
    for given in case.dossier.pieces:
        owed = given.code in due
        concerned = given.action in (0, case.action.numero)
        if given.key in case.refusals and concerned and not owed:
            yield broken(f"{given.key}.fichier", constat=case.refusals[given.key])


@rule("PIECE-02", scope="dossier", needs=("pieces.delegation",))
def delegation(case: Case) -> Iterator[Verdict]:
    """PIECE-02: who signs for the legal representative shows a delegation."""
    given = given_for(case, case.campagne.piece("delegation"))
    wanting = not given.fichier or given.key in case.refusals
    if case.porteur.nom_signataire and wanting:
        yield broken(f"{given.key}.fichier", signataire=case.porteur.nom_signataire)


@rule("PIECE-03", scope="dossier")
def image_signature(case: Case) -> Iterator[Verdict]:
    """PIECE-03: an image of the signature that cannot be used is said; the letter has room."""
    if SIGNATURE in case.refusals:
        yield broken(SIGNATURE, constat=case.refusals[SIGNATURE])

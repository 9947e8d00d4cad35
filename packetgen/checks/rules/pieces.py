"""Rules of the pieces: the annexes of the letter, and who owes each."""

from collections.abc import Iterator

from packetgen.checks.rule import Case, Rule, Verdict, broken, rule, undecidable
from packetgen.model.campagne import Piece
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


def piece_rule(code: str, piece: str, titre: str) -> Rule:
    """Make the rule `code`: the piece of that code is given, readable, by those who owe it."""

    @rule(code, Severity.BLOQUANT, titre, manque="{constat}")
    def check(case: Case) -> Iterator[Verdict]:
        owed = case.campagne.piece(piece)
        if not owed.due_par(case.forme):
            return
        given = given_for(case, owed)
        if given.key in case.refusals:
            yield broken(f"{given.key}.fichier", constat=case.refusals[given.key])
        elif not given.fichier:
            reason = f" Motif donné : {given.motif}." if given.motif else ""
            yield broken(
                f"{given.key}.fichier",
                constat=f"Il manque la pièce « {owed.libelle} » : placez son fichier à côté du"
                f" classeur et écrivez son nom ici.{reason}",
            )

    return check


# The rule of each piece that the call asks for, by code of the piece
BY_PIECE = {
    piece: piece_rule(code, piece, titre)
    for code, piece, titre in (
        ("CALL-05", "cerfa", "Dossier Cerfa déposé sur Dauphin"),
        ("CALL-06", "statuts", "Statuts"),
        ("CALL-07", "dirigeants", "Liste des dirigeants"),
        ("CALL-08", "recepisse", "Récépissé de déclaration au JO"),
        ("CALL-09", "rib", "RIB"),
    )
}
OF_PIECES = tuple(BY_PIECE.values())


@rule(
    "CALL-09-T",
    Severity.A_VERIFIER,
    "Titulaire du compte",
    manque="Le titulaire du compte (« {titulaire} ») n’est pas le nom de la structure"
    " (« {denomination} ») : le RIB doit être à son nom exact.",
    impossible="Le titulaire du compte n’est pas indiqué : recopiez-le du RIB.",
    scope="dossier",
    fields=["porteur.titulaire_compte"],
)
def titulaire(case: Case) -> Iterator[Verdict]:
    """CALL-09: the holder of the account is the porteur, or its public accountant."""
    public = any(
        forme.comptable_public for forme in case.campagne.formes if forme.code == case.forme
    )
    holder, name = case.porteur.titulaire_compte, case.porteur.denomination
    if not holder:
        yield undecidable("porteur.titulaire_compte", Severity.A_VERIFIER)
    elif name and fold(bare_name(holder)) != fold(bare_name(name)) and not public:
        yield broken("porteur.titulaire_compte", titulaire=holder, denomination=name)


@rule("PIECE-01", Severity.INFORMATION, "Pièces facultatives", manque="{constat}")
def facultatives(case: Case) -> Iterator[Verdict]:
    """PIECE-01: an optional piece that is named but cannot be used is said, never dropped."""
    due = {p.code for p in case.campagne.pieces if not p.genere and p.due_par(case.forme)}
    for given in case.dossier.pieces:
        owed = given.code in due
        concerned = given.action in (0, case.action.numero)
        if given.key in case.refusals and concerned and not owed:
            yield broken(f"{given.key}.fichier", constat=case.refusals[given.key])


@rule(
    "PIECE-02",
    Severity.A_VERIFIER,
    "Délégation de signature",
    manque="{signataire} signe à la place du représentant légal : joignez la délégation de"
    " signature.",
    scope="dossier",
)
def delegation(case: Case) -> Iterator[Verdict]:
    """PIECE-02: who signs for the legal representative shows a delegation."""
    given = given_for(case, case.campagne.piece("delegation"))
    wanting = not given.fichier or given.key in case.refusals
    if case.porteur.nom_signataire and wanting:
        yield broken(f"{given.key}.fichier", signataire=case.porteur.nom_signataire)


@rule("PIECE-03", Severity.A_VERIFIER, "Image de la signature", manque="{constat}", scope="dossier")
def image_signature(case: Case) -> Iterator[Verdict]:
    """PIECE-03: an image of the signature that cannot be used is said; the letter has room."""
    if SIGNATURE in case.refusals:
        yield broken(SIGNATURE, constat=case.refusals[SIGNATURE])

"""Rule of the weight: the forecast of the bundle of an action, against the limit of the year."""

from collections.abc import Iterator

from packetgen.checks.rule import Case, Condition, Verdict, broken, rule
from packetgen.model.campagne import Campagne
from packetgen.text import enumerate_words, megabytes

MEGABYTE = 1_000_000
# What packetgen draws itself, with its fonts, the data attached and the stamps: 220 to 260 kB
OWN_PAGES = 240_000
MOST_NAMED = 3


def limit(campagne: Campagne) -> int | None:
    """Return the megabytes that the year allows for a bundle, None where it sets no limit."""
    found = (each.valeur for each in campagne.seuils if each.code == "max_mo_dossier")
    return next(found, None)


def forecast(case: Case) -> int:
    """Return the bytes that the bundle of the action would weigh."""
    return OWN_PAGES + sum(size for _, size, _ in heaviest(case))


def heaviest(case: Case) -> list[tuple[str, int, str]]:
    """Return the title, the bytes and the key of each piece of the action, the heaviest first."""
    titles = {piece.code: piece.libelle for piece in case.campagne.pieces}
    found = [
        (titles.get(given.code) or given.titre or given.fichier, case.weights[given.key], given.key)
        for given in case.dossier.pieces
        if given.key in case.weights and given.action in (0, case.action.numero)
    ]
    return sorted(found, key=lambda each: -each[1])


@rule(
    "POIDS-01",
    when=Condition("si l’année fixe un poids", lambda case: limit(case.campagne) is not None),
)
def poids(case: Case) -> Iterator[Verdict]:
    """POIDS-01: a bundle that would weigh too much is said before it is made."""
    pieces, weight, most = heaviest(case), forecast(case), limit(case.campagne)
    if most is None or weight <= most * MEGABYTE or not pieces:
        return
    named = [f"« {title} » ({megabytes(size)})" for title, size, _ in pieces[:MOST_NAMED]]
    yield broken(
        f"{pieces[0][2]}.fichier",
        numero=str(case.action.numero),
        poids=megabytes(weight),
        limite=megabytes(most * MEGABYTE),
        pieces=enumerate_words(named),
        maximum=str(most),
    )

"""Rules on the themes and the method: mostly to be looked at, or reminders."""

import re
from collections.abc import Iterator

from packetgen.checks.conditions import NUMERIQUE, PARTICIPATION, has_theme, on_themes
from packetgen.checks.rule import Case, Verdict, broken, required_field, rule
from packetgen.model.finding import Severity
from packetgen.text import enumerate_words, number


@rule(
    "EPCI-13",
    Severity.A_VERIFIER,
    "Cohorte d’habitants",
    manque="L’action concerne {nombre} personnes ; la note en demande au moins {minimum}, avec une"
    " tolérance pour les actions inédites ou expérimentales{suite}.",
    when=on_themes("EPCI-13"),
    needs=(".themes", "seuils.cohorte_minimale"),
)
def cohorte(case: Case) -> Iterator[Verdict]:
    """EPCI-13: enough people, with a tolerance for new or experimental actions."""
    minimum = case.campagne.seuil("cohorte_minimale").valeur
    people, key = case.action.public_nombre, case.key("action.public_nombre")
    # CHAMP-02 asks for the number itself
    if people is not None and people < minimum:
        new = case.action.inedite
        own = " : si c’est le cas de la vôtre, dites-le, sinon voyez avec "
        after = "" if new else own + case.campagne.territoire.agglo
        yield broken(key, nombre=number(people), minimum=number(minimum), suite=after)


@rule(
    "EPCI-15",
    Severity.INFORMATION,
    "Cibles déjà couvertes par le droit commun",
    manque="Le texte parle de {cibles} : la note appelle à la vigilance sur les cibles déjà"
    " couvertes par le droit commun. Ce n’est qu’une indication.",
    when=on_themes("EPCI-15"),
    needs=(".themes", "vigilances"),
)
def cibles(case: Case) -> Iterator[Verdict]:
    """EPCI-15: a hint on targets that the note calls sufficiently covered; never more."""
    text = f"{case.action.intitule} {case.action.description}".casefold()
    found = [
        vigilance.libelle
        for vigilance in case.campagne.vigilances
        if re.search(vigilance.description, text)
    ]
    if found:
        quoted = [f"«\u00a0{target}\u00a0»" for target in found]
        yield broken(case.key("action.description"), cibles=enumerate_words(quoted))


dimension_numerique = required_field(
    "EPCI-16",
    Severity.A_VERIFIER,
    "Dimension numérique",
    "action.dimension_numerique",
    manque="La dimension numérique n’est pas précisée : dites sa cohérence avec la feuille de"
    " route numérique de l’agglomération.",
    when=NUMERIQUE,
)


@rule(
    "EPCI-18",
    Severity.INFORMATION,
    "Innovation sociale et participation",
    manque="L’innovation sociale et la participation des habitants bénéficient d’une attention"
    " particulière : décrivez comment les habitants participent.",
    when=PARTICIPATION,
    needs=(".mots",),
)
def participation(case: Case) -> Iterator[Verdict]:
    """EPCI-18: an action that claims it describes how inhabitants take part."""
    action, regle = case.action, case.campagne.regle("EPCI-18")
    text = f"{action.description} {action.objectifs} {action.deroule} {action.comite_suivi}"
    if regle and not any(word.casefold() in text.casefold() for word in regle.mots):
        yield broken(case.key("action.participation"))


@rule(
    "EPCI-20",
    Severity.INFORMATION,
    "Complémentarité avec le droit commun",
    manque="Les crédits de la politique de la ville viennent en complément du droit commun :"
    " dites lequel l’action mobilise ou complète.",
)
def complementarite(case: Case) -> Iterator[Verdict]:
    """EPCI-20: reminder, for the themes where EPCI-14 does not ask for it."""
    if not has_theme(case, "EPCI-14") and not case.action.droit_commun:
        yield broken(case.key("action.droit_commun"))

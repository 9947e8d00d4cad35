"""Rule of the État: the note gives none of its own, and the person is told so."""

from packetgen.checks.conditions import ETAT
from packetgen.checks.rule import reminder

attendus = reminder(
    "ETAT-01",
    "Attendus de l’État",
    "budget.74etat",
    manque="L’État est sollicité : ses pièces et ses critères sont dans sa propre note de cadrage,"
    " qui n’est pas jointe à celle {de_agglo} ; packetgen n’en vérifie rien.",
    when=ETAT,
)

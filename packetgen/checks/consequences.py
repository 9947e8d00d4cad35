"""What a blocking point does: it stops the documents that it makes false, or marks the bundle.

Decided here and nowhere else, for the rules and for what the reader cannot read:

- a value that makes a document false stops that document: those named here;
- what is owed and missing marks the bundle INCOMPLET: every other blocking point, and pieces;
- what a committee judges is « à vérifier », what is optional an information: never blocking.
"""

import re
from collections.abc import Mapping

from packetgen.model.action import MONTANT
from packetgen.model.campagne_parts import FICHE, LETTRE

Documents = tuple[str, ...]
BOTH: Documents = (LETTRE, FICHE)

# By code of a rule, or of a problem of reading whose value is printed all the same
BY_CODE: Mapping[str, Documents] = {
    "EPCI-01": (LETTRE,),  # nobody to write to
    "EPCI-02": BOTH,  # no title
    "EPCI-04": (LETTRE,),  # no amount, or two
    "BUDGET-01": BOTH,
    "BUDGET-02": (),  # neither total is asked of anybody
    "BUDGET-05": BOTH,
    "DATE-04": BOTH,
    "DEP-01": (FICHE,),  # two answers on the agents; hours that miss are `owed`
    "ID-01": BOTH,  # SIRET, RNA and postal code are printed, the IBAN is not
    "ID-02": BOTH,
    "ID-05": BOTH,
    "LECTURE-11": BOTH,  # a date of another year
    "LECTURE-46": BOTH,  # dates and figures of an earlier call, those of its texts are `owed`
    "LECTURE-47": (),
}
# By field, what lacks there or cannot be read; "" is a part of the workbook that is not found
BY_FIELD: Mapping[str, Documents] = {
    "": BOTH,
    "porteur.denomination": BOTH,
    "action.intitule": BOTH,
    "budget": BOTH,
}
# Asked by one funder alone: beginnings of the codes of rules, by the document that it receives
ONLY_FOR: Mapping[str, Documents] = {
    LETTRE: ("EPCI-04", "EPCI-1"),
    FICHE: ("DEP-", "CHAMP-03"),
}
# Computed on the whole budget: nothing can be said of them while an amount of it is not read
OF_BUDGET = ("BUDGET-01", "BUDGET-02", "BUDGET-04", "EPCI-04")


def documents_made_false(code: str, key: str) -> Documents:
    """Return the documents that a blocking point stops, none when it only marks the bundle.

    `key` is the field's key, numbered by action or not.
    """
    holder, _, attribute = key.partition(".")
    holder = re.sub(r"\d+$", "", holder)
    if holder == "pieces":
        return ()
    field = holder if holder == "budget" and "." not in attribute else f"{holder}.{attribute}"
    amount = (LETTRE,) if field.startswith(f"action.{MONTANT}") else ()
    return BY_CODE.get(code, BY_FIELD.get(field if key else "", amount))


def concerns(code: str, documents: Documents) -> bool:
    """Return whether a point is of a bundle that holds these `documents`."""
    return not any(
        code.startswith(asked) and document not in documents for document, asked in ONLY_FOR.items()
    )

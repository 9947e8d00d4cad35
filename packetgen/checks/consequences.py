"""What a blocking point does: it stops the documents that it makes false, or marks the bundle.

Decided in `consequences.toml` and nowhere else, for the rules and for what the reader cannot read:

- a value that makes a document false stops that document: those named there;
- what is owed and missing marks the bundle INCOMPLET: every other blocking point, and pieces;
- what a committee judges is « à vérifier », what is optional an information: never blocking.
"""

import re

from packetgen.model.action import MONTANT
from packetgen.model.campagne_parts import LETTRE
from packetgen.resources import table

Documents = tuple[str, ...]
_WRITTEN = table(__file__, "consequences.toml")
# Computed on the whole budget: nothing can be said of them while an amount of it is not read
OF_BUDGET: Documents = tuple(_WRITTEN["of_budget"])


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
    of_field = _WRITTEN["by_field"].get(field if key else "", amount)
    return tuple(_WRITTEN["by_code"].get(code, of_field))


def concerns(code: str, documents: Documents) -> bool:
    """Return whether a point is of a bundle that holds these `documents`."""
    return not any(
        code.startswith(tuple(asked)) and document not in documents
        for document, asked in _WRITTEN["only_for"].items()
    )

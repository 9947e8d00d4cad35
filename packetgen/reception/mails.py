"""What each association is asked, in words for them, as an e-mail that is ready to be sent.

The checks speak to who has the workbook.
"""

import re
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from packetgen.grammar import de
from packetgen.model.action import action_fields
from packetgen.model.bundle import State
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import PORTEUR
from packetgen.model.finding import Severity
from packetgen.model.registre import Demande, Registre
from packetgen.text import NBSP, long_date, lower_first, slug

# What only means something before the workbook, on its maker's machine
OF_WORKBOOK = re.compile(
    r"classeur|cellule|feuille|packetgen|relance|copiez|placez|son nom|\bici\b|ci-dessous|motif",
    re.IGNORECASE,
)
MAIL = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_SENTENCES, _CLAUSES = re.compile(r"(?<=[.!?])\s+"), re.compile(r"(\s*[;:]\s)")


def questions(data: dict[str, Any], campagne: Campagne) -> Iterator[str]:
    """Yield what is missing in a dossier's record, then what is wrong; what is optional is not."""
    labels = {each.key: each.label for each in (*PORTEUR, *action_fields(campagne))}
    blocking = [each for each in data["constats"] if each["gravite"] == Severity.BLOQUANT]
    owed = {each["champ"].split(".")[1] for each in blocking if each["champ"].startswith("pieces.")}
    for piece in data["pieces"]:
        if not State(piece["etat"]).is_included and piece["code"] in owed:
            yield f"{piece['titre']}{NBSP}: {_of_piece(piece)}"
    for constat in blocking:
        if not constat["champ"].startswith("pieces."):
            label = labels.get(re.sub(r"\d+\.", ".", constat["champ"], count=1), constat["code"])
            unsaid = f"«{NBSP}{label}{NBSP}»{NBSP}: à compléter ou à corriger."
            yield plain(constat["message"]) or unsaid


def _of_piece(piece: dict[str, Any]) -> str:
    note, file = next(iter(piece["notes"]), ""), piece["fichier"]
    named = f"le fichier «{NBSP}{file}{NBSP}»"
    if piece["etat"] == State.ABSENTE:
        if file:
            return f"{named} n’a pas été joint."
        told = f" Vous indiquiez{NBSP}: «{NBSP}{note}{NBSP}»." if note else ""
        return f"ce document manque.{told}"
    why = plain(note.removeprefix(f"«{NBSP}{file}{NBSP}»").lstrip(f" {NBSP}:"))
    return f"{named} n’a pas pu être repris{f'{NBSP}: {why}' if why else '.'}"


def plain(message: str) -> str:
    """Return of each sentence what needs no workbook, up to the clause that does."""
    kept = []
    for sentence in _SENTENCES.split(message):
        parts = _CLAUSES.split(sentence)
        # a clause, what separates it from the next, the next…
        last = next((n for n, part in enumerate(parts) if OF_WORKBOOK.search(part)), len(parts) + 1)
        if words := "".join(parts[: max(last - 1, 0)]).rstrip(" ."):
            kept.append(f"{words}.")
    return " ".join(kept)


def write_mails(found: Registre, campagne: Campagne, until: date) -> Iterator[tuple[str, bytes]]:
    """Yield a file's name and its content for each association that owes something."""
    taken: list[str] = []
    for asked in found.demandes():
        name = slug(asked.association) or "association"
        taken.append(name)
        number = f"-{taken.count(name)}" if taken.count(name) > 1 else ""
        subject = f"{campagne.intitule}{NBSP}: ce qui manque à votre dossier"
        # what cannot be an address is looked for by who sends
        address = asked.courriel if MAIL.fullmatch(asked.courriel) else ""
        text = "\n".join(_lines(asked, campagne, until))
        yield f"{name}{number}.eml", draft_mail(address, subject, text)


def draft_mail(address: str, subject: str, text: str) -> bytes:
    """Return a file .eml that a mail program opens as a draft; to nobody without an address."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    if address:
        mail["To"] = address
    # Outlook then opens it as a draft
    mail["X-Unsent"] = "1"
    mail.set_content(text, cte="quoted-printable")
    return mail.as_bytes()


def _lines(asked: Demande, campagne: Campagne, until: date) -> Iterator[str]:
    yield f"Bonjour {asked.personne},".replace(" ,", ",")
    whose = f" {de(asked.association)}" if asked.association else ""
    yield f"\nNous avons reçu le dossier{whose} pour l’{lower_first(campagne.intitule)}."
    yield f"Pour l’instruire, il nous manque, avant le {long_date(until)}{NBSP}:"
    titles = dict.fromkeys(title for _, title, _ in asked.points)
    for title in titles:
        if title:
            yield f"\nAction «{NBSP}{title}{NBSP}»"
        yield from (f"- {text}" for _, of, text in asked.points if of == title)
    yield "\nEnvoyez le dossier PDF refait et complet, plutôt que des pièces séparées."
    yield f"\nBien cordialement,\n{asked.charge}".rstrip()
    yield campagne.chef_de_file.nom

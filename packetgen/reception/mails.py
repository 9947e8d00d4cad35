"""What each association is asked, as an e-mail that a mail program opens ready to be sent."""

from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from packetgen.grammar import de
from packetgen.model.campagne import Campagne
from packetgen.model.registre import Demande, Registre
from packetgen.reception.apart import MAIL
from packetgen.text import NBSP, long_date, lower_first, slug


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

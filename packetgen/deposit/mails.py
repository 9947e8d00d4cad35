"""E-mails that ask for a meeting before the deposit: what each says, and to whom."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from urllib.parse import quote

from msgspec import Struct

from packetgen.campagne.words import filled
from packetgen.deposit.blocks import texts_of, written
from packetgen.deposit.dates import working_days
from packetgen.documents.contexts import deposits
from packetgen.documents.contexts.wording import of_porteur
from packetgen.grammar import a
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.financeur import DEPARTEMENT
from packetgen.reception.mails import draft_mail
from packetgen.resources import table
from packetgen.text import count, enumerate_words, euros, french_typography, long_date, slug

WORDS = table(__file__, "courriels.toml")
DAYS = "lundi mardi mercredi jeudi vendredi".split()
# Days in which people answer
_DELAY = timedelta(days=6)


class Mail(Struct, frozen=True):
    """An e-mail to a person; `rows` are those of the communes, from 1, where its day is noted."""

    name: str
    role: str
    address: str
    subject: str
    text: str
    rows: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        """Address by which a browser opens it in a mail program."""
        body = quote("\r\n".join(self.text.split("\n")))
        return f"mailto:{quote(self.address, safe='@')}?subject={quote(self.subject)}&body={body}"

    @property
    def file(self) -> tuple[str, bytes]:
        """The name of its file, and the file."""
        name = slug(f"{self.name} {self.address.partition('@')[2]}")
        return f"{name}.eml", draft_mail(self.address, self.subject, self.text)


def mails_of(dossier: Dossier, action: Action, campagne: Campagne, today: date) -> list[Mail]:
    """Return the e-mails of an action: to each référent of its communes, to who follows its theme
    for the funder who leads, to the Département where it is asked.

    There is none as long as the action has no title, or who carries it no name.
    """
    if not (dossier.porteur.denomination and action.intitule):
        return []
    said = texts_of(dossier, action, campagne) | _said(dossier, action, campagne, today)
    made = [*_referents(action, campagne, said)]
    for kind, funder in (
        ("charge", campagne.chef_de_file),
        ("departement", campagne.with_role(DEPARTEMENT)),
    ):
        if funder and (kind == "charge" or action.sollicite(funder)):
            wanted = said | {"demande": deposits.requested(funder, action)}
            for person in deposits.contacts_of(funder, action, campagne):
                whom = (person.nom, person.courriel)
                made.append(_mail(kind, *whom, {**wanted, "fonction": person.fonction}))
    return [each for each in made if each.address]


def proposed_days(action: Action, campagne: Campagne, today: date) -> str:
    """Return « le mardi 14 octobre 2031 ou le jeudi 16 octobre 2031 », before the deposit.

    People have some days to answer, unless the deposit is near; once it is over, they choose.
    """
    step = campagne.etape("depot")
    end = min(step.fin or step.debut, action.date_dauphin or date.max)
    days = working_days(today + _DELAY, end)
    days = days if len(days) == 2 else working_days(today, end)
    said = [f"le {DAYS[day.weekday()]} {long_date(day)}" for day in days]
    return enumerate_words(said, "or") or "le jour qui vous convient"


def _referents(action: Action, campagne: Campagne, said: Mapping[str, str]) -> Iterator[Mail]:
    """Yield one for each person, whatever the number of communes."""
    rows = [row.commune for row in action.communes]
    found: dict[tuple[str, str], list[str]] = {}
    for row in action.communes_concernees(campagne):
        for each in deposits.referents_of(row.commune, campagne):
            found.setdefault((each.nom, each.courriel), []).append(row.commune)
    for whom, towns in found.items():
        here = tuple(rows.index(town) + 1 for town in towns if town in rows)
        yield _mail("referent", *whom, {**said, "ou": enumerate_words(towns)}, here)


def _mail(
    kind: str, name: str, address: str, said: Mapping[str, str], rows: tuple[int, ...] = ()
) -> Mail:
    said = {**said, "demande": filled(WORDS[kind]["demande"], said)}
    subject, *lines = written([WORDS["objet"], *WORDS["lignes"]], said)
    subject, text = map(french_typography, (subject, "\n".join(lines)))
    return Mail(name, filled(WORDS[kind]["role"], said), address, subject, text, rows)


def _said(dossier: Dossier, action: Action, campagne: Campagne, today: date) -> dict[str, str]:
    asked = action.montant_demande(campagne.chef_de_file)
    whole = action.budget.total(campagne.codes_budget("charges", volontaires=False))
    wanted = f"{euros(asked)} demandés {a(campagne.territoire.agglo)}" if asked else ""
    return {
        "appel": campagne.intitule,
        "plateforme": campagne.plateforme.nom,
        "du_porteur": of_porteur(dossier.porteur),
        "personnes": count(action.public_nombre, "personne") if action.public_nombre else "",
        "budget": ", dont ".join(filter(None, (euros(whole) if whole else "", wanted))),
        "jours": proposed_days(action, campagne, today),
    }

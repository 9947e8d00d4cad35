"""E-mails that ask for a meeting before the deposit: what each says, and to whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from packetgen.campagne.words import filled
from packetgen.deposit.blocks import texts_of, written
from packetgen.deposit.dates import working_days
from packetgen.documents.contexts.deposits import people_of, requested
from packetgen.documents.contexts.wording import quartier
from packetgen.grammar import a
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.model.dossier import Dossier
from packetgen.model.financeur import DEPARTEMENT
from packetgen.resources import table
from packetgen.system.mail import draft_mail
from packetgen.text import (
    count,
    enumerate_words,
    euros,
    fold,
    french_typography,
    long_date,
    period,
    slug,
)

WORDS = table(__file__, "courriels.toml")
DAYS = "lundi mardi mercredi jeudi vendredi".split()
# Days in which people answer
_DELAY = timedelta(days=6)


@dataclass(frozen=True)
class Mail:
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
    def file(self) -> str:
        """Name of its file."""
        return f"{slug(self.name + ' ' + self.address.partition('@')[2])}.eml"

    @property
    def content(self) -> bytes:
        """The file."""
        return draft_mail(self.address, self.subject, self.text)


def mails_of(dossier: Dossier, action: Action, campagne: Campagne, today: date) -> tuple[Mail, ...]:
    """Return the e-mails of an action: to each référent of its communes, to who follows its theme
    for the funder who leads, to the Département where it is asked.

    There is none as long as the action has no title, or who carries it no name.
    """
    if not (dossier.porteur.denomination and action.intitule):
        return ()
    said = texts_of(dossier, action, campagne) | _said(dossier, action, campagne, today)
    made = [*_referents(action, campagne, said)]
    funder = campagne.with_role(DEPARTEMENT)
    asked = {"charge": campagne.chef_de_file}
    asked |= {"departement": funder} if funder and action.sollicite(funder) else {}
    for kind, each in asked.items():
        wanted = said | {"demande": requested(each, action)}
        for person in people_of(each, action, campagne):
            if person.courriel:
                of_person = wanted | {"fonction": person.fonction}
                made.append(_mail(kind, person.nom, person.courriel, of_person))
    return tuple(made)


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
    towns = {fold(each.nom): each.insee for each in campagne.communes}
    rows = {fold(row.commune): n for n, row in enumerate(action.communes, start=1)}
    found: dict[tuple[str, str], list[str]] = {}
    for row in action.communes_concernees(campagne):
        for each in campagne.referents_de(towns.get(fold(row.commune), "")):
            if each.courriel:
                found.setdefault((each.nom, each.courriel), []).append(row.commune)
    for (name, address), communes in found.items():
        here = tuple(rows[fold(town)] for town in communes if fold(town) in rows)
        wanted = {**said, "ou": enumerate_words(communes)}
        yield _mail("referent", name, address, wanted, here)


def _mail(
    kind: str, name: str, address: str, said: Mapping[str, str], rows: tuple[int, ...] = ()
) -> Mail:
    said = {**said, "demande": filled(WORDS[kind]["demande"], said)}
    subject = french_typography("".join(written([WORDS["objet"]], said)))
    text = french_typography("\n".join(written(WORDS["lignes"], said)))
    return Mail(name, filled(WORDS[kind]["role"], said), address, subject, text, rows)


def _said(dossier: Dossier, action: Action, campagne: Campagne, today: date) -> dict[str, str]:
    porteur, asked = dossier.porteur, action.montant_demande(campagne.chef_de_file)
    whole = action.budget.total(campagne.codes_budget("charges", volontaires=False))
    wanted = f"{euros(asked)} demandés {a(campagne.territoire.agglo)}" if asked else ""
    what = ", ".join(filter(None, (porteur.forme, porteur.commune)))
    people = count(action.public_nombre, "personne") if action.public_nombre else ""
    places = (*(quartier(each, campagne) for each in action.quartiers), people)
    return {
        "appel": campagne.intitule,
        "plateforme": campagne.plateforme.nom,
        "porteur": f"{porteur.denomination} ({what})" if what else porteur.denomination,
        "orientation": " ; ".join(filter(None, (action.pilier, action.theme))),
        "lieu": ", ".join(filter(None, places)),
        "periode": period(action.date_debut, action.date_fin),
        "budget": ", dont ".join(filter(None, (euros(whole) if whole else "", wanted))),
        "jours": proposed_days(action, campagne, today),
        "qui": porteur.nom_contact
        or f"{porteur.prenom_representant} {porteur.nom_representant}".strip(),
        "telephone": porteur.telephone_contact or porteur.telephone,
        "courriel": porteur.courriel_contact or porteur.courriel,
    }

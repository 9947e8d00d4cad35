"""Parts of a campagne: its note, choices, rules, open points, Dauphin's budget, its bundles."""

import re
from bisect import bisect_right
from typing import Literal, get_args

from msgspec import Struct

from packetgen.model.finding import Source

# What packetgen makes itself, as pieces of the call
LETTRE, FICHE, LISTE = "lettre", "fiche_action", "liste"
# The choices that stand for all of a list of places: a workbook has fewer cells
TOUS_LES_QUARTIERS, TOUTES_LES_COMMUNES = "Tous les quartiers", "Toutes les communes"
EVERYWHERE = {"quartiers": TOUS_LES_QUARTIERS, "communes": TOUTES_LES_COMMUNES}
# Who is not appointed yet, among the référents and the contacts
VACANT = "poste à pourvoir"
# Before the cell of a rule: what answers no to it
NON = "non "
# In a paquet: every piece that the porteur gives and that the paquet does not name
ANNEXES = "annexes"
# The paquet of all pieces, and of all actions
COMPLET = "complet"
# In a line of a bloc, a cell of the workbook, or one of what is written of several
CELL = re.compile(r"\{([\w.]+)\}")
WRITTEN = ("quartiers", "communes", "frequence", "demandes", "agents", "indicateurs")
# When a piece is owed
Quand = Literal["toujours", "agents", "renouvellement"]
_, AGENTS, RENOUVELLEMENT = get_args(Quand)


class Note(Struct, frozen=True):
    """The note de cadrage that the campagne transcribes: its title, its file beside the data.

    `places` are deduced from its text: a line from 1, the heading and page of what follows it;
    `titres` correct what it puts elsewhere, « words of its first line → heading ».
    """

    titre: str
    court: str
    fichier: str
    titres: tuple[str, ...] = ()
    places: tuple[tuple[int, str], ...] = ()

    def cite(self, lignes: str) -> str:
        """Return « note de cadrage, « LES MODALITES », page 8 (déduite) »."""
        first = lignes.partition("-")[0]
        line = int(first) if first.isdecimal() else 0
        found = bisect_right(self.places, line, key=lambda place: place[0])
        return ", ".join((self.court, *(place for _, place in self.places[:found][-1:])))


class Choix(Struct, frozen=True):
    """An entry of a list the porteur chooses from: piliers, thèmes, axes, pactes, métiers…"""

    code: str
    libelle: str
    source: Source
    description: str = ""


class Question(Choix, frozen=True):
    """What a `dispositif` asks an action to describe: `description` helps to answer."""

    dispositif: str = ""


class Forme(Choix, frozen=True):
    """A legal form; the money of those with a `comptable_public` is held in that person's name."""

    comptable_public: bool = False


class Attente(Choix, frozen=True):
    """What a funder expects, in the words that it would publish."""

    financeur: str = ""


class Bloc(Choix, frozen=True):
    """A field of a screen (`ecran`) of the platform, to which answers are copied.

    `contenu` are its lines, where `{action.intitule}` is a cell: one whose cells are all empty is
    not written. `noms_cerfa` are its labels in the Cerfa that comes back.
    """

    ecran: str = ""
    contenu: tuple[str, ...] = ()
    noms_cerfa: tuple[str, ...] = ()


class Territoire(Struct, frozen=True):
    """Who publishes the call, what and where it is: `agglo` is its short name, « la CAX ».

    `siege` is the name of a commune.
    """

    nom: str
    nom_court: str
    agglo: str
    forme: str
    departement: str
    region: str
    siege: str
    source: Source

    @property
    def sigle(self) -> str:
        """« CAX »."""
        return re.split("[ ’]", self.agglo, maxsplit=1)[-1]


class Destinataire(Struct, frozen=True):
    """Who receives the letter; `nom` stays empty until confirmed. Postal lines, in order."""

    civilite: Literal["Monsieur", "Madame"]
    nom: str
    titre: str
    adresse: tuple[str, ...]
    code_postal: str
    ville: str
    source: Source

    @property
    def fonction(self) -> str:
        """« Président » or « Présidente », whichever was written."""
        written = self.titre.partition(" ")[0]
        if self.civilite == "Madame":
            return written if written.endswith("e") else f"{written}e"
        return written.removesuffix("e") if written.endswith("ente") else written

    @property
    def appel(self) -> str:
        """« Monsieur le Président » or « Madame la Présidente »: also inside the politesse."""
        return f"{self.civilite} {'la' if self.civilite == 'Madame' else 'le'} {self.fonction}"

    @property
    def a(self) -> str:
        """« au Président » or « à la Présidente »."""
        return f"{'à la' if self.civilite == 'Madame' else 'au'} {self.fonction}"

    def agreed(self, text: str) -> str:
        """Return a text of the call whose words to the addressee agree with the person."""
        stem = self.fonction.removesuffix("e")
        if stem not in text:
            return text
        role = rf"{re.escape(stem)}e?\b"
        text = re.sub(rf"\b(?:au|à la) {role}", self.a, text)
        return re.sub(rf"\b(?:Monsieur le|Madame la) {role}", self.appel, text)


class Plateforme(Struct, frozen=True):
    """Where every file is deposited first, Dauphin, its address, what is not known of it."""

    nom: str
    adresse: str
    source: Source
    reserve: str = ""


class Seuil(Struct, frozen=True):
    """A figure of the call: persons, euros, days, pages, megabytes."""

    code: str
    libelle: str
    valeur: int
    unite: str
    source: Source


class Regle(Struct, frozen=True):
    """The words that set the rule `code`: a rule that the year's call does not set is not run.

    It bears on actions of one of `themes` or that answer yes to `si`, a cell (no, after « non »),
    of one of `dispositifs`, that ask `financeur`, on
    porteurs of one of `formes`: codes, none for all. With a `rappel`, its message, it is wholly of
    the year: it says so where the cell `champ` (`action.droit_commun`) is empty, or where no text
    of the action holds one of `mots_attendus`.
    """

    code: str
    source: Source
    titre: str = ""
    rappel: str = ""
    gravite: Literal["information", "à vérifier"] = "information"
    financeur: str = ""
    themes: tuple[str, ...] = ()
    dispositifs: tuple[str, ...] = ()
    formes: tuple[str, ...] = ()
    mots_attendus: tuple[str, ...] = ()
    si: str = ""
    champ: str = ""

    @property
    def question(self) -> str:
        """The cell of `si`."""
        return self.si.removeprefix(NON)


class PointOuvert(Struct, frozen=True):
    """What the note leaves open or contradicts; a `porteur` who can act on it is told."""

    code: str
    constat: str
    effet: str
    source: Source
    porteur: bool = False


class AutreAnnee(Struct, frozen=True):
    """Words that rightly name another year than the call's: `12 octobre 2031`, in these files."""

    mention: str
    fichiers: tuple[str, ...]
    raison: str
    source: Source


class Decision(Struct, frozen=True):
    """What a person decides of words that the note no longer has.

    « confirmer » takes those that it now has, as sure as the former ones were; any other is the
    status of the words or of the reason given, or « retirer ». `apres` is what the note says in
    the place of `avant`.
    """

    ou: str
    avant: str
    apres: str = ""
    statut: Literal[
        "à confirmer", "confirmer", "note", "calcul", "ouvert", "public", "non vérifié", "retirer"
    ] = "à confirmer"
    mots: str = ""
    raison: str = ""


class LigneBudget(Struct, frozen=True):
    """A line of Dauphin's budget: `code` is Dauphin's own key.

    `a_preciser` is what its precision must tell; `nom` is printed for a label that asks for it;
    `autres_noms` are those that forms give it.
    """

    code: str
    numero: str
    libelle: str
    nom: str = ""
    a_preciser: str = ""
    autres_noms: tuple[str, ...] = ()


class Compte(Struct, frozen=True):
    """An account of Dauphin's budget and its lines; `volontaire` for accounts 86 and 87."""

    numero: str
    libelle: str
    cote: Literal["charges", "produits"]
    lignes: tuple[LigneBudget, ...]
    volontaire: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of its lines."""
        return tuple(ligne.code for ligne in self.lignes)


class Paquet(Struct, frozen=True):
    """A bundle that `generer --pour CODE` makes: for whom, and its pieces in their order.

    `pieces` are codes of pieces, or ANNEXES. `fichier` tells it apart in the name of the PDF;
    `demande` names, on the cover, the amount asked of its `financeur`. A letter of its own begins
    with `appel`, to who is named in the lines of `adresse`.
    """

    code: str
    libelle: str
    fichier: str
    financeur: str
    destinataire: str
    demande: str
    pieces: tuple[str, ...]
    source: Source
    appel: str = ""
    adresse: tuple[str, ...] = ()

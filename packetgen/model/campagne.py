"""The year's call as data: every entry carries the words of the note that set it."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import chain

from msgspec import Struct

from packetgen.model import campagne_parts as parts
from packetgen.model.bundle import PROJET
from packetgen.model.financeur import CHEF_DE_FILE, DEPARTEMENT, REGION, Contact, Financeur
from packetgen.model.finding import Citation, Source, Statut

# The lists whose descriptions say what a funder expects, by its role
EXPECTED = {CHEF_DE_FILE: ("themes",), REGION: ("priorites", "dispositifs")}
EXPECTED |= {DEPARTEMENT: ("axes", "pactes")}


class Etape(Struct, frozen=True):
    """A line of the calendar; `fin` is None for a single day or an open end.

    `heure` is the hour at which its last day ends, as the note writes it.
    """

    code: str
    libelle: str
    debut: date
    fin: date | None
    source: Source
    heure: str = ""


class Commune(Struct, frozen=True):
    """A commune: INSEE code, official spelling, whether who publishes the call has it."""

    insee: str
    nom: str
    code_postal: str
    membre: bool
    source: Source


class Referent(Struct, frozen=True):
    """A référent politique de la ville of a commune (`insee`); a post to fill has no name."""

    insee: str
    nom: str
    courriel: str
    source: Source


class Quartier(Struct, frozen=True):
    """A priority quarter of the note's list; `communes` are INSEE codes."""

    code: str
    nom: str
    communes: tuple[str, ...]
    source: Source

    @property
    def libelle(self) -> str:
        """What the drop-down shows: code and name."""
        return f"{self.code} – {self.nom}"


class Piece(Struct, frozen=True):
    """A document of the bundle or an annex; `formes` says who owes it, `("*",)` everyone.

    It is owed where the agents of the Département take part or the action is renewed (`quand`), of
    actions of one of `themes`, to one of `financeurs` that is asked: codes, none for all. The
    bundles `paquets` have it, all those with room where it names none; `regle` is its rule.
    `genere` pieces are made by packetgen; the signed scan of a `signable` one may take its place.
    `par_action` pieces are owed once per action. `indices` are words by which such a document is
    recognised: ours, not the note's.
    """

    code: str
    libelle: str
    formes: tuple[str, ...]
    obligatoire: bool
    source: Source
    aide: str = ""
    par_action: bool = False
    genere: bool = False
    signable: bool = False
    indices: tuple[str, ...] = ()
    quand: parts.Quand = "toujours"
    themes: tuple[str, ...] = ()
    financeurs: tuple[str, ...] = ()
    paquets: tuple[str, ...] = ()
    regle: str = ""

    @property
    def code_regle(self) -> str:
        """Code of the rule that it is given, where it is owed."""
        return self.regle or f"PIECE-{self.code}".upper().replace("_", "-")

    @property
    def is_given(self) -> bool:
        """Whether the porteur may give a file for it."""
        return not self.genere or self.signable

    def row_title(self, numero: int, *, several: bool) -> str:
        """Title of its row in the workbook, for action `numero` of `several` or all (0)."""
        title = f"{self.libelle}, scan signé" if self.genere else self.libelle
        return f"{title} – action {numero}" if numero and several else title

    def due_par(self, forme: str) -> bool:
        """Whether a porteur of this `forme` (code) must supply it."""
        return self.obligatoire and ("*" in self.formes or forme in self.formes)


class Campagne(Struct, frozen=True, cache_hash=True, dict=True):
    """One year of the call, a `projet` until declared ready; `pieces` are in the bundle's order.

    `editeurs` name who publishes web pages: « end of the site → name ».
    """

    annee: int
    intitule: str
    note: parts.Note
    territoire: parts.Territoire
    destinataire: parts.Destinataire
    plateforme: parts.Plateforme
    calendrier: tuple[Etape, ...]
    communes: tuple[Commune, ...]
    referents: tuple[Referent, ...]
    quartiers: tuple[Quartier, ...]
    formes: tuple[parts.Forme, ...]
    piliers: tuple[parts.Choix, ...]
    themes: tuple[parts.Choix, ...]
    financeurs: tuple[Financeur, ...]
    contacts: tuple[Contact, ...]
    pieces: tuple[Piece, ...]
    paquets: tuple[parts.Paquet, ...]
    seuils: tuple[parts.Seuil, ...]
    comptes: tuple[parts.Compte, ...]
    axes: tuple[parts.Choix, ...] = ()
    pactes: tuple[parts.Choix, ...] = ()
    priorites: tuple[parts.Choix, ...] = ()
    dispositifs: tuple[parts.Choix, ...] = ()
    metiers: tuple[parts.Choix, ...] = ()
    points_ouverts: tuple[parts.PointOuvert, ...] = ()
    regles: tuple[parts.Regle, ...] = ()
    vigilances: tuple[parts.Choix, ...] = ()
    attentes: tuple[parts.Attente, ...] = ()
    blocs: tuple[parts.Bloc, ...] = ()
    mentions: tuple[parts.Choix, ...] = ()
    questions: tuple[parts.Question, ...] = ()
    autres_annees: tuple[parts.AutreAnnee, ...] = ()
    editeurs: tuple[str, ...] = ()
    projet: bool = False

    def choices(self, name: str) -> tuple[str, ...]:
        """Labels of the list that a field's `choices` names, as the drop-down shows them."""
        if name == "civilites":
            return ("Madame", "Monsieur")
        attribute = "nom" if name == "communes" else "libelle"
        labels = tuple(getattr(entry, attribute) for entry in getattr(self, name))
        return (*labels, parts.EVERYWHERE[name]) if name in parts.EVERYWHERE else labels

    def code_of(self, name: str, libelle: str) -> str:
        """Code of an entry of the list `name` (`formes`, `themes`…), empty when it has none."""
        entries: tuple[parts.Choix, ...] = getattr(self, name)
        return next((entry.code for entry in entries if entry.libelle == libelle), "")

    def seuil(self, code: str) -> parts.Seuil:
        """The figure `code`; KeyError when the campagne has none."""
        return {seuil.code: seuil for seuil in self.seuils}[code]

    def etape(self, code: str) -> Etape:
        """The calendar line `code`; KeyError when the campagne has none."""
        return {etape.code: etape for etape in self.calendrier}[code]

    def piece(self, code: str) -> Piece:
        """The piece `code`; KeyError when the campagne has none."""
        return {piece.code: piece for piece in self.pieces}[code]

    def paquet(self, code: str) -> parts.Paquet:
        """The bundle `code`; KeyError when the campagne has none."""
        return {paquet.code: paquet for paquet in self.paquets}[code]

    @property
    def own_documents(self) -> tuple[Piece, ...]:
        """The documents of a bundle that packetgen makes of templates of this year alone."""
        named = {code for paquet in self.paquets for code in paquet.pieces}
        own = named - {parts.LETTRE, parts.FICHE, parts.LISTE}
        return tuple(piece for piece in self.pieces if piece.genere and piece.code in own)

    @property
    def mark(self) -> str:
        """« PROJET – », before the names of a call that is not declared ready."""
        return f"{PROJET} – " if self.projet else ""

    def financeur(self, code: str) -> Financeur:
        """The funder `code`; KeyError when the campagne has none."""
        return {financeur.code: financeur for financeur in self.financeurs}[code]

    def with_role(self, role: str) -> Financeur | None:
        """The funder of a role, None when the call has none."""
        return next((each for each in self.financeurs if each.role == role), None)

    @property
    def chef_de_file(self) -> Financeur:
        """The funder to whom the letter is written; every call has one."""
        return next(each for each in self.financeurs if each.role == CHEF_DE_FILE)

    def pieces_du(self, paquet: parts.Paquet) -> tuple[Piece, ...]:
        """The pieces of a bundle in its order; ANNEXES gives those that it does not name."""
        annexes = [p for p in self.pieces if p.code not in paquet.pieces and self.holds(paquet, p)]
        return tuple(
            piece
            for code in paquet.pieces
            for piece in (annexes if code == parts.ANNEXES else [self.piece(code)])
        )

    def referents_de(self, insee: str) -> tuple[Referent, ...]:
        """The référents of a commune."""
        return tuple(each for each in self.referents if each.insee == insee)

    def holds(self, paquet: parts.Paquet, piece: Piece) -> bool:
        """Whether a bundle has room for a piece: it names it, or takes what it does not name."""
        meant = paquet.code in (parts.COMPLET, *piece.paquets) or not piece.paquets
        others = parts.ANNEXES in paquet.pieces and not piece.genere
        return piece.code in paquet.pieces or (others and meant)

    def citation(self, regle: str) -> Citation | None:
        """The sentence that sets the rule `regle`, None when this year's call does not set it."""
        return self._citations.get(regle)

    @cached_property
    def _citations(self) -> dict[str, Citation]:
        known = [(each.code, each.source) for each in self.regles]
        known += [(each.code_regle, each.source) for each in self.pieces]
        known += [(each.code_regle, each.source) for each in self.financeurs]
        # of the sources of a rule, the first
        return {code: self.cite(source) for code, source in reversed(known)}

    def regle(self, code: str) -> parts.Regle | None:
        """What the year's call sets of the rule `code`, None when it does not set it."""
        return next((entry for entry in self.regles if entry.code == code), None)

    def explanations(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield what a porteur should know, part by part: a title, names and words on each."""
        told: dict[str, list[parts.Choix]] = {"Les piliers du contrat de ville": [*self.piliers]}
        for funder in self.financeurs:
            lists = [getattr(self, name) for name in EXPECTED.get(funder.role, ())]
            own = [each for each in self.attentes if each.financeur == funder.code]
            told[f"Ce qui est attendu : {funder.nom}"] = [*chain(*lists), *own]
        for title, entries in told.items():
            if lines := [(each.libelle, each.description) for each in entries if each.description]:
                yield title, lines
        within = {
            commune.nom: [each.libelle for each in self.quartiers if commune.insee in each.communes]
            for commune in self.communes
        }
        yield "Les quartiers prioritaires", [(town, "\n".join(q)) for town, q in within.items()]

    def cite(self, source: Source) -> Citation:
        """The words of a source and where people find them: heading and page, or who publishes."""
        where = source.statut.value
        if source.statut is Statut.A_CONFIRMER and source.reprise:
            where = f"appel {source.reprise}, {source.statut}"
        elif source.in_note:
            where = self.note.cite(source.lignes)
        elif source.adresse:
            host = source.adresse.partition("//")[2].partition("/")[0]
            known = (each.partition(" → ") for each in self.editeurs)
            named = (name for site, _, name in known if host.endswith(site))
            where = next(named, host or source.adresse)
        return Citation(source.texte, where, source.adresse)

    def codes_budget(self, cote: str, *, volontaires: bool) -> tuple[str, ...]:
        """Line codes of one side; accounts 86 and 87 are left out unless `volontaires`."""
        counted = (each for each in self.comptes if volontaires or not each.volontaire)
        return tuple(code for each in counted if each.cote == cote for code in each.codes)

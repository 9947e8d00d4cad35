"""Values of the blank letter and fiche: marks for the fields, facts of the call in full."""

from collections.abc import Iterator

from packetgen.documents.blanks.fields import Blanks
from packetgen.documents.contexts.fiche import INDICATEUR, SIDES, TEXTS, answers, budget_lines
from packetgen.documents.contexts.wording import Fields, postal_block
from packetgen.model.action import montant_key
from packetgen.model.campagne import Campagne
from packetgen.model.fields import NO, FieldKind
from packetgen.model.financeur import DEPARTEMENT, REGION
from packetgen.text import NBSP, enumerate_words, lower_first

# Empty rows of the tables; Word adds more
ROWS = {"quartiers": 3, "communes": 3, "indicateurs": 4, "agents": 5}
AGENTS = "metier service nature agents seances duree periode accord".split()
BILAN = "periode accorde financeurs personnes habitants indicateurs".split()
TOTALS = {
    "total_{}": "Total",
    "contributions_{}": "Contributions volontaires",
    "total_{}_avec_contributions": "Total avec contributions volontaires",
}


def lettre(blanks: Blanks) -> Fields:
    """Return the letter's fields, for a form."""
    field, computed, campagne = blanks.field, blanks.computed, blanks.campagne
    return {
        "annee": str(campagne.annee),
        "expediteur": {
            "nom": field("porteur.denomination"),
            "du_porteur": f"de {field('porteur.denomination')}",
            "adresse": _address(blanks),
            **blanks.fields("porteur.{}", ("telephone", "courriel", "siret", "rna")),
        },
        "destinataire": postal_block(campagne),
        "organisme": campagne.territoire.nom,
        "appel": campagne.destinataire.appel,
        "lieu": field("porteur.commune"),
        "date": computed("date", "Date", FieldKind.DATE),
        "reference": f"dossier Dauphin n°{NBSP}{field('action.numero_dauphin')}, transmis le"
        f" {field('action.date_dauphin')}",
        "pieces_jointes": _enclosed(campagne),
        "action": {
            **blanks.fields("action.{}", ("intitule", "pilier", "description")),
            "periode": _period(blanks),
            "a_communes": f"à {field('communes.commune')}",
            "des_quartiers": f"du quartier prioritaire {field('action.quartiers')}",
        },
        "subvention": {
            "montant": f"{field(montant_key(campagne.chef_de_file))}{NBSP}€",
            "en_lettres": computed("montant_en_lettres", "Montant en toutes lettres"),
            "part": "",
            "budget": f"{computed('budget', 'Total du budget', FieldKind.EUROS)}{NBSP}€",
            "budget_avec_contributions": "",
        },
        "contact": "",
        "signataire": _signatory(blanks),
        "image_signature": "",
    }


def fiche_action(blanks: Blanks) -> Fields:
    """Return the fiche action's fields, for a form: every part of it is shown."""
    field, campagne = blanks.field, blanks.campagne
    told = blanks.fields("action.bilan_{}", BILAN)
    no_agent = blanks.box(f"action.agents_departement{NO}", "Aucun agent du Département")
    return {
        "appel_a_projets": campagne.intitule,
        "numero_dauphin": field("action.numero_dauphin"),
        "date_dauphin": field("action.date_dauphin"),
        "a_transmettre": "",
        "porteur": {
            "nom": field("porteur.denomination"),
            "adresse": ", ".join(_address(blanks)),
            **blanks.fields("porteur.{}", ("sigle", "forme", "siret", "rna")),
            **blanks.fields("porteur.{}", ("telephone", "courriel")),
            "representant": _named(blanks, "representant", "civilite prenom nom", "fonction"),
            "contact": _named(blanks, "contact", "nom", "fonction telephone courriel"),
        },
        "action": _action(blanks),
        "public": blanks.fields("action.public_{}", ("nombre", "femmes", "quartiers", "ages")),
        "departement": {
            "concerne": True,
            "montant": _amount(blanks, DEPARTEMENT),
            **blanks.fields("action.{}_departement", ("axe", "pacte", "services")),
            "depot": field("action.date_departement"),
        },
        "region": {
            "concerne": campagne.with_role(REGION) is not None,
            "montant": _amount(blanks, REGION),
            **blanks.fields("action.{}_region", ("priorite", "dispositif")),
            **{name: field(f"action.{code}") for name, code in answers(campagne).items()},
        },
        "agents": {
            "participation": True,
            "sans_objet": f"{no_agent}{NBSP}Aucun agent du Département ne participe à l’action.",
            "lignes": [
                blanks.fields("agents.{}", AGENTS)
                | {"heures": blanks.computed("heures_ligne", "Heures", FieldKind.HOURS)}
                for _ in range(ROWS["agents"])
            ],
            "total": blanks.computed("heures", "Heures", FieldKind.HOURS),
        },
        "indicateurs": [
            blanks.fields("indicateurs.{}", INDICATEUR) for _ in range(ROWS["indicateurs"])
        ],
        "budget": _budget(blanks),
        "bilan": {"concerne": True, "texte": field("action.bilan"), **told},
        "lieu": field("porteur.commune"),
        "date": blanks.computed("date", "Date", FieldKind.DATE),
        "signataire": _signatory(blanks),
    }


def _enclosed(campagne: Campagne) -> str:
    call = campagne.chef_de_file.code
    owed = [
        piece
        for piece in campagne.pieces
        if piece.obligatoire and not piece.genere and call in (*piece.financeurs, call)[:1]
    ]
    listed = [enumerate_words(piece.libelle for piece in owed if "*" in piece.formes)]
    for forme in campagne.formes:
        names = enumerate_words(lower_first(p.libelle) for p in owed if forme.code in p.formes)
        listed += [f"pour une {forme.libelle.lower()}, {names}"] if names else []
    return f"{NBSP}; ".join(listed)


def _address(blanks: Blanks) -> list[str]:
    town = f"{blanks.field('porteur.code_postal')} {blanks.field('porteur.commune')}"
    return [blanks.field("porteur.complement_adresse"), blanks.field("porteur.adresse"), town]


def _period(blanks: Blanks) -> str:
    return f"du {blanks.field('action.date_debut')} au {blanks.field('action.date_fin')}"


def _signatory(blanks: Blanks) -> Fields:
    """Return the legal representative: another person's delegation is for the workbook."""
    return {
        "delegation": "",
        "fonction": blanks.field("porteur.fonction_representant"),
        "nom": _named(blanks, "representant", "prenom nom"),
    }


def _named(blanks: Blanks, who: str, names: str, others: str = "") -> str:
    name, rest = (
        blanks.fields(f"porteur.{{}}_{who}", parts.split()).values() for parts in (names, others)
    )
    return ", ".join((" ".join(name), *rest))


def _action(blanks: Blanks) -> Fields:
    field = blanks.field
    names = ("intitule", "pilier", "theme", "premiere_demande", "inedite", "participation", "lieu")
    return {
        **blanks.fields("action.{}", (*names, *TEXTS)),
        "pilier_description": "",
        # for a pen, the whole list is printed once
        "quartiers": [
            field("action.quartiers") for _ in range(1 if blanks.pen else ROWS["quartiers"])
        ],
        "communes": [
            {
                "nom": field("communes.commune"),
                "referent": field("communes.referent"),
                "contact": field("communes.date_contact"),
            }
            for _ in range(ROWS["communes"])
        ],
        "periode": _period(blanks).capitalize(),
        "dimension_numerique": f"{field('action.numerique')}\n"
        f"{field('action.dimension_numerique')}",
    }


def _amount(blanks: Blanks, role: str) -> str:
    funder = blanks.campagne.with_role(role)
    return blanks.field(montant_key(funder)) if funder else ""


def _budget(blanks: Blanks) -> Fields:
    """Return every line of the budget; those of the funders stand there once."""
    totals = {
        name.format(side): blanks.computed(name.format(side), label, FieldKind.EUROS)
        for side in SIDES
        for name, label in TOTALS.items()
    }
    ordinary, in_kind = (
        budget_lines(*(_lines(blanks, side, volontaire=volontaire) for side in SIDES))
        for volontaire in (False, True)
    )
    return {
        "lignes": ordinary,
        "contributions": in_kind,
        "financeurs": [],
        **totals,
    }


def _lines(blanks: Blanks, side: str, *, volontaire: bool) -> Iterator[tuple[str, str]]:
    for compte in blanks.campagne.comptes:
        if compte.cote != side or compte.volontaire is not volontaire:
            continue
        for ligne in compte.lignes:
            name = f"{ligne.numero}{NBSP}– {ligne.libelle}" if ligne.numero else ligne.libelle
            if compte.numero == "74":
                name += f" – {blanks.field(f'budget.{ligne.code}.precision')}"
            yield name, blanks.field(f"budget.{ligne.code}")

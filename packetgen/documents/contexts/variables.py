"""Variables of each template: the tag as typed in Word, its label, its type, an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packetgen.documents.contexts.wording import Plain
from packetgen.documents.lint.essentials import Essential, needed
from packetgen.model.action import ACTION
from packetgen.model.action_tables import AGENTS, COMMUNES, INDICATEURS
from packetgen.model.fields import Field
from packetgen.model.porteur import PORTEUR

CATALOGUE: dict[str, Field] = {
    field.key: field for field in (*PORTEUR, *ACTION, *COMMUNES, *INDICATEURS, *AGENTS)
}
# Where what a table of the fields holds is described under another name
ELSEWHERE = {
    "agents.lignes": ["agents.%s"],
    "budget.contributions": ["budget.lignes.%s"],
    "departement": ["action.%s_departement"],
    "depots.contacts": ["contacts.%s"],
    "expediteur": ["porteur.%s"],
    "public": ["action.public_%s"],
    "region": ["action.%s_region", "action.nqe_%s"],
}
KIT = "kit"  # the pages of the blank kit, which share their variables
MOST_EXAMPLE = 60
# What the variables say, by name: a key of the catalogue, or words where packetgen computes them
SAID = {
    "annee": "Année de l’appel",
    "appel": "Formule d’appel, aussi pour la politesse",
    "appel_a_projets": "Intitulé de l’appel à projets",
    "organisme": "Nom de qui publie l’appel",
    "kit:agglo": "Son sigle et l’article : « {agglo} »",
    "destinataire": "Lignes de l’adresse du destinataire",
    "lieu": "porteur.commune",
    "date": "Date du document",
    "reference": "Numéro Dauphin et date de transmission, en une phrase",
    "pieces_jointes": "Nombre et noms des pièces jointes",
    "contact": "Personne à contacter, vide si c’est le signataire",
    "image_signature": "Image de la signature, vide sans image",
    "expediteur.nom": "porteur.denomination",
    "expediteur.du_porteur": "« de l’association… », « du CCAS… »",
    "expediteur.adresse": "Lignes de l’adresse du porteur",
    "action.pilier_description": "Ce que dit la note de ce pilier",
    "action.periode": "Début et fin de l’action, en une phrase",
    "action.des_quartiers": "« du quartier… », « des quartiers… »",
    "action.a_communes": "« à {siege} »",
    "action.communes": "Communes concernées",
    "action.communes.nom": "communes.commune",
    "action.communes.referent": "communes.referent",
    "action.communes.contact": "communes.date_contact",
    "subvention.montant": "action.montant_call",
    "subvention.en_lettres": "Montant demandé {a_agglo}, en lettres",
    "subvention.part": "Part du budget demandée {a_agglo}",
    "subvention.budget": "Total des charges, sans les contributions volontaires",
    "subvention.budget_avec_contributions": "Total avec les contributions, vide s’il est le même",
    "signataire.delegation": "« Pour la Présidente et par délégation », sinon vide",
    "signataire.fonction": "« La Présidente », « la Directrice » après une délégation",
    "signataire.nom": "Prénom et nom de qui signe",
    "numero_dauphin": "action.numero_dauphin",
    "date_dauphin": "Date de transmission, vide si elle est à venir",
    "a_transmettre": "« à transmettre, au plus tard le… »",
    "porteur.nom": "porteur.denomination",
    "porteur.representant": "Civilité, prénom, nom et fonction du représentant légal",
    "porteur.contact": "Personne à contacter et ses coordonnées",
    "departement.concerne": "Le Département est sollicité, ou a été rencontré",
    "departement.montant": "Montant demandé au Département",
    "departement.depot": "Date du dépôt au Département, vide si elle est à venir",
    "region.concerne": "La Région est sollicitée, ou le classeur en parle",
    "region.montant": "Montant demandé à la Région",
    "agents.participation": "Un agent du Département participe",
    "agents.sans_objet": "Ce qui est dit quand aucun agent ne participe, sinon vide",
    "agents.lignes": "Interventions prévues",
    "agents.total": "Total des heures",
    "indicateurs": "Indicateurs d’évaluation",
    "budget.lignes": "Comptes qui ont un montant, charges et produits côte à côte",
    "budget.lignes.charge": "Compte de charges",
    "budget.lignes.charge_montant": "Montant du compte de charges",
    "budget.lignes.produit": "Compte de produits",
    "budget.lignes.produit_montant": "Montant du compte de produits",
    "budget.contributions": "Comptes 86 et 87, côte à côte",
    "budget.financeurs": "Subventions demandées",
    "budget.financeurs.nom": "Financeur",
    "budget.financeurs.precision": "Précision donnée dans le budget",
    "budget.financeurs.montant": "Montant demandé",
    "budget.financeurs.part": "Part du total des produits",
    "budget.total_charges": "Total des charges",
    "budget.total_produits": "Total des produits",
    "budget.contributions_charges": "Compte 86",
    "budget.contributions_produits": "Compte 87",
    "budget.total_charges_avec_contributions": "Total des charges avec le compte 86",
    "budget.total_produits_avec_contributions": "Total des produits avec le compte 87",
    "porteur": "porteur.denomination",
    "action": "action.intitule",
    "decompte": "Pièces obligatoires jointes, sur le nombre attendu",
    "manque": "Pièces obligatoires qui manquent, vide s’il n’en manque pas",
    "non_demandees": "Pièces non demandées à cette structure",
    "facultatives": "Pièces facultatives non jointes",
    "pieces": "Pièces du dossier, dans l’ordre",
    "pieces.numero": "Numéro de la pièce",
    "pieces.titre": "Nom de la pièce",
    "pieces.exigence": "Obligatoire, facultative…",
    "pieces.source": "Phrase de la note qui la demande",
    "pieces.etat": "Intégrée, à vérifier, absente ou refusée",
    "pieces.jointe": "La pièce est dans le dossier",
    "pieces.notes": "Ce qu’il faut en savoir, vide si tout va bien",
    "pieces.fichier": "Fichier donné",
    "pieces.pages": "Pages du dossier",
    "dauphin.numero": "action.numero_dauphin",
    "dauphin.etat": "Transmis, en retard ou à transmettre",
    "dauphin.periode": "Période de dépôt",
    "depots": "Ce qu’il faut déposer, financeur par financeur",
    "depots.financeur": "Financeur",
    "depots.montant": "Montant demandé, heures d’agents",
    "depots.depot": "Ce qu’il faut déposer",
    "depots.ou": "Où",
    "depots.etat": "Ce qui est fait, ou reste à faire",
    "depots.echeance": "Date limite, vide une fois fait",
    "depots.contacts": "Personnes à contacter chez ce financeur",
    "non_sollicites": "Financeurs à qui rien n’est demandé",
    "communes": "Communes de l’action et leur référent",
    "communes.nom": "Commune",
    "communes.referent": "Référent politique de la ville",
    "communes.courriel": "Courriel du référent",
    "communes.contact": "Contact pris, ou à prendre",
    "kit:note": "Nom de la note de cadrage",
    "kit:fichiers": "Fichiers du kit",
    "kit:fichiers.nom": "Nom du fichier",
    "kit:fichiers.usage": "À quoi il sert",
    "kit:depot.periode": "Période de dépôt sur Dauphin",
    "kit:depot.certitude": "D’où vient cette période, vide si la note l’écrit",
    "kit:pieces": "Pièces à joindre, sans celles que packetgen fait",
    "kit:pieces.aide": "Ce qui rend la pièce acceptable",
    "kit:pieces.certitude": "D’où vient la demande, vide si la note l’écrit",
    "kit:etapes": "Étapes du calendrier",
    "kit:etapes.quand": "Jour ou période",
    "kit:etapes.libelle": "Étape",
    "kit:etapes.mots": "Mots de la note",
    "kit:etapes.certitude": "D’où vient la date, vide si la note l’écrit",
    "kit:plateforme": "Dauphin et son adresse",
    "kit:attentes": "Piliers, attentes de chaque financeur, quartiers de chaque commune",
    "kit:attentes.titre": "Ce dont il s’agit",
    "kit:attentes.lignes": "Ce qui en est dit",
    "kit:attentes.lignes.nom": "Pilier, attente, thématique, dispositif, commune…",
    "kit:attentes.lignes.mots": "Ce qui en est dit",
    "kit:themes": "Thématiques",
    "kit:themes.nom": "Thématique",
    "kit:themes.chargee": "Qui la suit {a_agglo}",
    "kit:contacts": "Personnes à contacter, tous financeurs",
    "contacts.nom": "Prénom et nom",
    "contacts.fonction": "Fonction",
    "contacts.courriel": "Courriel",
    "contacts.telephones": "Téléphones",
    "contacts.financeur": "Financeur",
    "kit:contacts.certitude": "D’où vient ce contact, vide si la note l’écrit",
    "kit:communes": "Toutes les communes, avec leur référent",
    "kit:communes.certitude": "D’où vient ce référent, vide si la note l’écrit",
}  # fmt: skip
DESCRIBED = {key: (field.label, field.kind.value) for key, field in CATALOGUE.items()}
DESCRIBED |= {name: DESCRIBED.get(said, (said, "texte")) for name, said in SAID.items()}


@dataclass(frozen=True)
class Variable:
    """One thing that a template may print.

    `name` is its path in the fields (`agents.lignes.metier`), `loops` are the tags that must be
    open around it, outermost first; `kind` says what it holds, `needed` who must print it.
    """

    name: str
    tag: str
    label: str
    kind: str
    example: str
    loops: tuple[str, ...] = ()
    needed: str = ""


def variables(
    template: str,
    fields: Mapping[str, Plain],
    fullest: Mapping[str, Plain],
    required: Mapping[str, Sequence[Essential]],
) -> list[Variable]:
    """Return what a template may print, in order.

    `fields` are those of the example; `fullest` fill every list, and tell what its items hold;
    `required` is what each document so filled must say. Raises KeyError for a field that nothing
    describes.
    """
    return [
        replace(each, needed=needed(f"{''.join(each.loops)}{each.tag}", required))
        for each in _walk(template, "", "", fields, fullest, ())
    ]


def _walk(
    template: str, name: str, typed: str, value: Plain | None, full: Plain, loops: tuple[str, ...]
) -> Iterator[Variable]:
    if isinstance(full, Mapping):
        for key, part in full.items():
            inner = value.get(key) if isinstance(value, Mapping) else None
            named, tag = (f"{path}.{key}".removeprefix(".") for path in (name, typed))
            yield from _walk(template, named, tag, inner, part, loops)
        return
    label, kind = _described(template, name)
    if isinstance(full, list | tuple):
        item = _item(name)
        loop = f"{{% for {item} in {typed} %}}"
        yield Variable(name, loop, label, "liste", "", loops)
        first = value[0] if isinstance(value, list | tuple) and value else None
        if isinstance(full[0], Mapping):
            yield from _walk(template, name, item, first, full[0], (*loops, loop))
        else:
            tag = f"{{{{ {item} }}}}"
            yield Variable(name, tag, label, kind, _example(first), (*loops, loop))
    elif isinstance(full, bool):
        yield Variable(name, f"{{% if {typed} %}}", label, "oui ou non", "", loops)
    else:
        yield Variable(name, f"{{{{ {typed} }}}}", label, kind, _example(value), loops)


def _described(template: str, name: str) -> tuple[str, str]:
    table, _, attribute = name.rpartition(".")
    others = (form % attribute for form in ELSEWHERE.get(table, ()))
    keys = (f"{template}:{name}", name, *others)
    return DESCRIBED[next((key for key in keys if key in DESCRIBED), name)]


def _item(name: str) -> str:
    """Return how one item of a list is called: `commune` of `action.communes`."""
    last = name.rpartition(".")[2]
    return last.removesuffix("s") if last.endswith("s") else "ligne"


def _example(value: object) -> str:
    """Return the example's value on one line, empty when it has none."""
    text = " ".join(str(value or "").split())
    return text if len(text) <= MOST_EXAMPLE else f"{text[: MOST_EXAMPLE - 1].rstrip()}…"

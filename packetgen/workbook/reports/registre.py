"""The register of received bundles as a workbook: a row a dossier, totals, what is set apart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from packetgen.model.fields import FieldKind
from packetgen.model.registre import (
    COUNTED_WHOLE,
    TOTAUX,
    DossierRecu,
    Ecarte,
    Registre,
    Total,
    cumuls,
    heures,
    heures_par_metier,
)
from packetgen.text import NBSP, count, enumerate_words
from packetgen.workbook.reports.table import SHARE, Column, Table, Tables

A3 = 8


def to_workbook(found: Registre, created: date) -> bytes:
    """Return the register as .xlsx bytes, the same for the same register and day."""
    tables = Tables("Registre des dossiers reçus")
    widest = tables.add("Dossiers", _balance(found), _dossiers(found))
    widest.page_setup.paperSize, widest.page_setup.fitToWidth = A3, 2
    widest.print_title_cols = "A:B"
    tables.add("À demander", "Une ligne par demande.", _requests(found))
    for total in TOTAUX.values():
        tables.add(total.titre, total.compte, _totals(found, total), bars=1)
    by_quartier = heures(found.dossiers, lambda each, _: each.action.quartiers)
    for title, hours, counted in (
        ("Heures par quartier", by_quartier, COUNTED_WHOLE),
        ("Heures par métier", heures_par_metier(found.dossiers), "Agents du Département."),
    ):
        table = _hours(hours)
        tables.add(title, counted, table, bars=len(table[0]) - 1)
    tables.add("Envoyés deux fois", "Seul le plus récent compte.", _replaced(found))
    changed = _apart(found.modifies, "Ce qui a changé depuis que le dossier a été fait")
    tables.add("Modifiés", "Non comptés : demandez le fichier d’origine.", changed)
    others = _apart(found.etrangers, "Raison")
    tables.add("Autres fichiers", "Non comptés : packetgen ne les a pas faits.", others)
    return tables.to_bytes(created)


def _balance(found: Registre) -> str:
    complete = sum(each.est_complet for each in found.dossiers)
    return ", ".join(
        (
            count(len(found.dossiers), "dossier"),
            count(complete, "complet"),
            count(len(found.remplaces), "envoyé deux fois", "envoyés deux fois"),
            count(len(found.modifies), "modifié"),
            count(len(found.etrangers), "autre fichier", "autres fichiers"),
            *(doubt.constat for doubt in found.doutes),
        )
    )


def _dossiers(found: Registre) -> Table:
    """A row per dossier; a column for each funder that somebody asks."""
    funders = list(dict.fromkeys(name for each in found.dossiers for name in each.financements))
    columns = [
        Column("Association", 30), Column("SIRET", 20), Column("Action", 42),
        Column("N° Dauphin", 14), Column("Pilier", 18), Column("Thématique", 24),
        Column("Quartiers", 30), Column("Communes", 20),
        Column("Montant demandé", 14, FieldKind.EUROS, summed=True),
        Column("Part demandée", 11, look=SHARE),
        Column("Total des produits", 14, FieldKind.EUROS, summed=True),
        *(Column(name, 16, FieldKind.EUROS, summed=True) for name in funders),
        Column("Personnes", 11, FieldKind.INTEGER, summed=True),
        Column("dont quartiers", 11, FieldKind.INTEGER, summed=True),
        Column("Heures du Département", 13, FieldKind.HOURS, summed=True),
        Column("État", 12), Column("Ce qui est à demander", 50),
        Column("Établi le", 11, FieldKind.DATE), Column("Pages", 7, FieldKind.INTEGER),
        Column("Contact", 30), Column("Fichier", 50), Column("Sceau", 68), Column("Preuve", 40),
    ]  # fmt: skip
    rows = [
        (
            each.porteur.denomination, each.porteur.siret, each.action.intitule,
            each.action.numero_dauphin, each.action.pilier, each.action.theme,
            "\n".join(each.action.quartiers), "\n".join(each.communes),
            each.montant_call, each.montant_call / each.produits if each.produits else None,
            each.produits,
            *(each.financements.get(name) for name in funders),
            each.action.public_nombre, each.action.public_quartiers,
            each.action.heures_departement,
            each.etat, "\n".join(each.a_demander),
            each.etabli, each.pages,
            each.porteur.courriel_contact or each.porteur.courriel, each.fichier, each.sceau,
            "\n".join(each.remarques) or "tel qu’assemblé",
        )
        for each in found.dossiers
    ]  # fmt: skip
    return columns, rows


def _requests(found: Registre) -> Table:
    columns = (
        Column("Association", 34), Column("Action", 44), Column("À demander", 70),
        Column("Contact", 34), Column("Téléphone", 18),
    )  # fmt: skip
    rows = [
        (
            each.porteur.denomination, each.action.intitule, request,
            each.porteur.courriel_contact or each.porteur.courriel,
            each.porteur.telephone_contact or each.porteur.telephone,
        )
        for each in found.dossiers
        for request in (*each.a_demander, *_doubts(found, each))
    ]  # fmt: skip
    return columns, rows


def _doubts(found: Registre, one: DossierRecu) -> Iterator[str]:
    for doubt in found.doutes:
        others = [each for each in doubt.dossiers if each is not one]
        if len(others) < len(doubt.dossiers):
            names = enumerate_words(
                f"«{NBSP}{each.action.intitule}{NBSP}» ({each.porteur.denomination})"
                for each in others
            )
            yield f"À vérifier{NBSP}: {doubt.constat}, aussi pour {names}"


def _totals(found: Registre, total: Total) -> Table:
    columns = (
        Column(total.titre.removeprefix("Par ").capitalize(), 46),
        Column("Montant demandé", 18, FieldKind.EUROS),
        Column("Dossiers", 12, FieldKind.INTEGER),
        Column("Personnes", 12, FieldKind.INTEGER),
    )
    return columns, [
        (row.libelle, row.montant_call, row.dossiers, row.personnes)
        for row in cumuls(found.dossiers, total.labels)
    ]


def _hours(table: Mapping[str, Mapping[str, Decimal]]) -> Table:
    heads = sorted({head for row in table.values() for head in row})
    return (
        (Column("Service", 40), *(Column(head, 18, FieldKind.HOURS) for head in heads)),
        [(service, *(row.get(head) for head in heads)) for service, row in table.items()],
    )


def _replaced(found: Registre) -> Table:
    columns = (
        Column("Association", 34), Column("Action", 44), Column("Fichier compté", 60),
        Column("Établi le", 12, FieldKind.DATE), Column("Autre envoi", 60),
        Column("Établi le", 12, FieldKind.DATE), Column("Sceau", 68), Column("Remarque", 30),
    )  # fmt: skip
    rows = [
        (
            kept.porteur.denomination, kept.action.intitule, kept.fichier, kept.etabli,
            other.fichier, other.etabli, other.sceau,
            _remark(other, kept),
        )
        for other, kept in found.remplaces
    ]  # fmt: skip
    return columns, rows


def _remark(other: DossierRecu, kept: DossierRecu) -> str:
    if other.sha256 == kept.sha256:
        return "Même fichier"
    if other.action.intitule != kept.action.intitule:
        return f"Autre intitulé{NBSP}: «{NBSP}{other.action.intitule}{NBSP}»"
    if other.pour != kept.pour:
        return f"Dossier «{NBSP}{other.pour}{NBSP}»"
    return "Contenu différent, autre sceau" if other.is_resealed(kept) else "Même sceau"


def _apart(files: Sequence[Ecarte], reason: str) -> Table:
    columns = (Column("Fichier", 70), Column(reason, 90))
    return columns, [(each.fichier, "\n".join(each.raisons)) for each in files]

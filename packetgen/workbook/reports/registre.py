"""The register of received bundles as a workbook that lives: a row a dossier, what is set apart."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from packetgen.model.fields import FieldKind
from packetgen.model.recu import DossierRecu, Ecarte, changes
from packetgen.model.registre import Registre, heures_par_metier
from packetgen.text import NBSP, count, enumerate_words, euros
from packetgen.workbook.reports.live import LiveTables, Sheet
from packetgen.workbook.reports.programmation import write_programmation
from packetgen.workbook.reports.table import A3, CODE, SHARE, Column

TITLE, DOSSIERS, DEMANDES, VERSIONS = "Registre", "Dossiers", "À demander", "Versions"
SEAL, KEY, CHOSEN, WRITTEN, ANSWERED = (
    "Sceau", "Repère", "À retenir", "Demandé le", "Répondu le",
)  # fmt: skip
TEXT, DATE, EUROS, INTEGER = FieldKind.TEXT, FieldKind.DATE, FieldKind.EUROS, FieldKind.INTEGER


def open_register(path: Path | None) -> LiveTables:
    """Open a register to bring it up to date, or begin one. Raises UsageError for another file."""
    return LiveTables(TITLE, path)


def chosen(tables: LiveTables) -> frozenset[str]:
    """Return the seals of the versions that people chose among those of one day."""
    return frozenset(tables.typed(VERSIONS, SEAL, CHOSEN))


def write_register(
    tables: LiveTables, found: Registre, today: date, until: date | None = None
) -> bytes:
    """Bring the tables up to date, and return them as .xlsx bytes: the same for the same register.

    With `until`, requests are written that day: each is noted, and what it is answered by.
    """
    renamed = {each.sceau: kept.sceau for each, kept in found.remplaces if each.sceau != kept.sceau}
    widest = _dossiers(tables, found, renamed)
    widest.page_setup.paperSize, widest.page_setup.fitToWidth = A3, 2
    write_programmation(tables, found, renamed)
    _requests(tables, found, renamed, today, until)
    _hours(tables, found)
    _versions(tables, found)
    for title, files in (("Modifiés", found.modifies), ("Autres fichiers", found.etrangers)):
        _apart(tables, title, files)
    return tables.to_bytes(today)


def _balance(found: Registre) -> str:
    complete = sum(each.est_complet for each in found.comptes)
    return ", ".join(
        (
            count(len(found.dossiers), "dossier"),
            count(complete, "complet"),
            *([f"{len(found.a_choisir)} à choisir, hors des totaux"] if found.a_choisir else []),
            count(len(found.remplaces), "envoyé deux fois", "envoyés deux fois"),
            count(len(found.modifies), "modifié"),
            count(len(found.etrangers), "autre fichier", "autres fichiers"),
            *(doubt.constat for doubt in found.doutes),
        )
    )


def _dossiers(tables: LiveTables, found: Registre, renamed: Mapping[str, str]) -> Sheet:
    funders = list(dict.fromkeys(name for each in found.dossiers for name in each.demandes))
    columns = [
        Column("Association", 30), Column("Action", 42), Column("Situation", 16),
        Column("À choisir", 30), Column("Ce qui est à demander", 50),
        Column("Suivi", 30, typed=True), Column("Année", 8, INTEGER), Column("Marque", 12),
        Column("Demande", 14), Column("N° Dauphin", 14),
        Column("Transmis sur Dauphin le", 12, DATE), Column("Dans les délais", 18),
        Column("Référent rencontré", 34), Column("Chargée de mission", 22), Column("Pilier", 18),
        Column("Thématique", 24), Column("Quartiers", 30), Column("Communes", 20),
        *(Column(f"Demandé{NBSP}: {name}", 16, EUROS, summed=True) for name in funders),
        Column("Total des produits", 14, EUROS, summed=True),
        Column("Part demandée", 11, look=SHARE), Column("Personnes", 11, INTEGER, summed=True),
        Column("dont quartiers", 11, INTEGER, summed=True),
        Column("Heures du Département", 13, FieldKind.HOURS, summed=True),
        Column("À vérifier", 40), Column("Établi le", 11, DATE), Column("Reçu le", 11, DATE),
        Column("Pages", 7, INTEGER), Column("Versions", 9, INTEGER),
        Column("Personne à joindre", 26), Column("Contact", 30), Column("Téléphone", 18),
        Column("SIRET", 20), Column("Fichier", 50), Column("Preuve", 40),
        Column(SEAL, 68, look=CODE),
    ]  # fmt: skip
    rows = [_row(found, each, funders) for each in found.dossiers]
    return tables.put(DOSSIERS, _balance(found), columns, rows, key=SEAL, renamed=renamed)


def _row(found: Registre, each: DossierRecu, funders: Sequence[str]) -> tuple[object, ...]:
    porteur, action = each.porteur, each.action
    versions = found.a_choisir.get(each.sceau, ())
    either = " ou ".join(f"{euros(one.montant_call)} ({one.fichier})" for one in versions)
    counts = not versions
    share = each.montant_call / each.produits if counts and each.produits else None
    first = {True: "Première demande", False: "Renouvellement", None: ""}[action.premiere_demande]
    mark = " – ".join(["PROJET"] * each.projet + ["BROUILLON"] * each.brouillon)
    late = "version établie après la date limite" * each.tardif
    proof = "\n".join(each.remarques) or ("aucune" if each.a_la_main else "tel qu’assemblé")
    shared = [
        f"{doubt.constat}{NBSP}: aussi {enumerate_words(_titled(o) for o in doubt.dossiers)}"
        for doubt in found.doutes
        if any(one is each for one in doubt.dossiers)
    ]
    return (
        porteur.denomination, action.intitule, found.etat_of(each), either,
        "\n".join(each.a_demander), None, each.annee, mark, first, action.numero_dauphin,
        action.date_dauphin, " ; ".join(filter(None, (each.delai, late))),
        "\n".join(each.referents),
        each.charge, action.pilier, action.theme, "\n".join(action.quartiers),
        "\n".join(each.communes),
        *(each.demandes.get(name) if counts else None for name in funders),
        each.produits if counts else None, share,
        *((action.public_nombre, action.public_quartiers) if counts else (None, None)),
        action.heures_departement if counts else None, "\n".join(shared), each.etabli, each.recu,
        each.pages, len(found.versions.get(each.sceau, (each,))), porteur.nom_contact,
        each.contact, porteur.telephone_contact or porteur.telephone, porteur.siret, each.fichier,
        proof, each.sceau,
    )  # fmt: skip


def _titled(each: DossierRecu) -> str:
    return f"«{NBSP}{each.action.intitule}{NBSP}» ({each.porteur.denomination})"


def _requests(
    tables: LiveTables,
    found: Registre,
    renamed: Mapping[str, str],
    today: date,
    until: date | None,
) -> None:
    columns = (
        Column("Association", 34), Column("Action", 44), Column("À demander", 70),
        Column(WRITTEN, 12, DATE, typed=True), Column("Avant le", 12, DATE, typed=True),
        Column(ANSWERED, 12, DATE, typed=True), Column("Personne à joindre", 28),
        Column("Contact", 34), Column("Téléphone", 18), Column(KEY, 0, look=CODE),
    )  # fmt: skip
    day = today if until else None
    rows = [
        (
            asked.association, action, text, day, until, None, asked.personne, asked.courriel,
            asked.telephone, key,
        )
        for asked in found.demandes()
        for key, action, text in asked.points
    ]  # fmt: skip
    told = "Une ligne par demande."
    tables.put(DEMANDES, told, columns, rows, key=KEY, renamed=renamed, stays=True)
    tables.note_gone(DEMANDES, KEY, {str(row[-1]) for row in rows}, ANSWERED, today)


def _hours(tables: LiveTables, found: Registre) -> None:
    table = heures_par_metier(found.comptes)
    metiers = sorted({metier for row in table.values() for metier in row})
    columns = (
        Column("Service", 40), Column("Heures", 12, FieldKind.HOURS, summed=True),
        *(Column(metier, 18, FieldKind.HOURS, summed=True) for metier in metiers),
    )  # fmt: skip
    rows = [
        (service, sum(row.values()), *(row.get(metier) for metier in metiers))
        for service, row in table.items()
    ]
    told = "Heures prévues des agents du Département, chacune une fois."
    tables.put("Heures par service", told, columns, rows, key="Service", bars=["Heures"])


def _versions(tables: LiveTables, found: Registre) -> None:
    columns = (
        Column("Association", 34), Column("Action", 44), Column("Fichier", 60),
        Column("Établi le", 12, DATE), Column("Reçu le", 12, DATE), Column("Demandé", 14, EUROS),
        Column("Situation", 16), Column("Remplace", 50), Column("Ce qui change", 60),
        Column(CHOSEN, 12, typed=True, choices=("oui",)), Column("Hors délai", 14),
        Column("Copie", 10, INTEGER), Column(SEAL, 68, look=CODE),
    )  # fmt: skip
    rows = []
    for kept in found.dossiers:
        copies = found.versions.get(kept.sceau, ())
        distinct = {each.sceau: each for each in copies}
        before: DossierRecu | None = None
        for each in distinct.values() if len(copies) > 1 else ():
            free = any(each.sceau == one.sceau for one in found.a_choisir.get(kept.sceau, ()))
            state = "À choisir" if free else "Compté" if each.sceau == kept.sceau else "Remplacé"
            rows.append((
                each.porteur.denomination, each.action.intitule,
                "\n".join(one.fichier for one in copies if one.sceau == each.sceau),
                each.etabli, each.recu, each.montant_call, state,
                f"{before.fichier} ({before.sceau[:8]})" if before else "",
                "\n".join(_changed(before, each)) if before else "", None,
                "oui" if each.tardif else "",
                sum(one.sceau == each.sceau for one in copies), each.sceau,
            ))  # fmt: skip
            before = each
    told = f"De deux versions du même jour, écrivez «{NBSP}oui{NBSP}» devant celle qui compte."
    tables.put(VERSIONS, told, columns, rows, key=SEAL)


def _changed(before: DossierRecu, after: DossierRecu) -> list[str]:
    shown = [(name, old, new) for name, old, new in changes(before, after) if old != new]
    if before.pour != after.pour:
        shown.insert(0, ("dossier", before.pour, after.pour))
    said = [f"{name}{NBSP}: {old or '–'} → {new or '–'}" for name, old, new in shown]
    return said or ["autre chose que les montants, l’intitulé, le public et les heures"]


def _apart(tables: LiveTables, title: str, files: Sequence[Ecarte]) -> None:
    columns = (
        Column("Fichier", 60), Column("Nature", 26), Column("Association", 34),
        Column("Action", 40), Column("À qui écrire", 34), Column("Raison", 90),
        Column("Suivi", 30, typed=True),
    )  # fmt: skip
    rows = [
        (
            each.fichier, each.nature, each.association, each.action,
            each.contact or "la personne qui l’a envoyé", "\n".join(each.raisons), None,
        )
        for each in files
    ]  # fmt: skip
    tables.put(title, "Non comptés.", columns, rows, key="Fichier", stays=True)

"""The register of received bundles as a workbook that lives: a row a dossier, what is set apart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace as Row

from packetgen.model.bundle import mark_of
from packetgen.model.reception import DossierRecu
from packetgen.model.registre import Registre, heures_par_metier
from packetgen.text import NBSP, count, enumerate_words, euros
from packetgen.workbook.reports.live import LiveTables
from packetgen.workbook.reports.programmation import write_programmation
from packetgen.workbook.reports.sheets import put
from packetgen.workbook.reports.table import A3

Changed = Callable[[DossierRecu, DossierRecu], Sequence[str]]
FIRST = {True: "Première demande", False: "Renouvellement", None: ""}


def open_register(path: Path | None) -> LiveTables:
    """Open a register to bring it up to date, or begin one. Raises UsageError for another file."""
    return LiveTables("Registre", "registre.toml", path)


def chosen(tables: LiveTables) -> frozenset[str]:
    """Return the seals of the versions that people chose among those of one day."""
    return frozenset(tables.typed("Versions", "À retenir"))


def write_register(
    tables: LiveTables,
    found: Registre,
    changed: Changed,
    voted: Mapping[str, Decimal],
    today: date,
    until: date | None = None,
) -> bytes:
    """Bring the tables up to date, and return them as .xlsx bytes: the same for the same register.

    `changed` says what the second of two versions changes, `voted` what was the year before, by
    seal. With `until`, requests are written that day: each is noted, and the day of its answer.
    """
    tables.renamed = found.renommes
    funders = list(dict.fromkeys(name for each in found.dossiers for name in each.demandes))
    rows = [_dossier(found, each) for each in found.dossiers]
    put(tables, "Dossiers", rows, each_of=funders, told=_balance(found))
    write_programmation(tables, found, voted)
    for wide in ("Dossiers", "Programmation"):
        page = tables.head(wide, "Sceau").parent.page_setup
        page.paperSize, page.fitToWidth = A3, 2
    requests = [
        Row(
            demande=asked, action=action, texte=text, repere=key, jour=until and today, limite=until
        )
        for asked in found.demandes()
        for key, action, text in asked.points
    ]
    put(tables, "À demander", requests)
    owed = {row.repere for row in requests}
    tables.note_gone("À demander", owed, "Répondu le", today)
    hours = heures_par_metier(found.comptes)
    metiers = sorted({metier for row in hours.values() for metier in row})
    services = [Row(service=name, heures=sum(r.values()), metiers=r) for name, r in hours.items()]
    put(tables, "Heures par service", services, each_of=metiers)
    put(tables, "Versions", _versions(found, changed))
    for title, files in (("Modifiés", found.modifies), ("Autres fichiers", found.etrangers)):
        unknown = "la personne qui l’a envoyé"
        put(tables, title, [Row(**asdict(e), a_qui=e.contact or unknown) for e in files])
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


def _dossier(found: Registre, each: DossierRecu) -> Row:
    porteur, action = each.porteur, each.action
    versions = found.a_choisir.get(each.sceau, ())
    late = "version établie après la date limite" * each.tardif
    row = Row(
        recu=each,
        porteur=porteur,
        action=action,
        situation=found.etat_of(each),
        versions_a_choisir=" ou ".join(f"{euros(v.montant_call)} ({v.fichier})" for v in versions),
        marque=mark_of(projet=each.projet, brouillon=each.brouillon),
        demande=FIRST[action.premiere_demande],
        delai=" ; ".join(filter(None, (each.delai, late))),
        doutes=[
            f"{doubt.constat}{NBSP}: {enumerate_words(map(_titled, doubt.dossiers))}"
            for doubt in found.doutes
            if any(one is each for one in doubt.dossiers)
        ],
        nombre=len(found.versions.get(each.sceau, (each,))),
        telephone=porteur.telephone_contact or porteur.telephone,
        preuve=each.remarques or ("aucune" if each.a_la_main else "tel qu’assemblé"),
        montants={}, produits=None, part=None, personnes=None, personnes_des_quartiers=None,
        heures=None,
    )  # fmt: skip
    if not versions:
        row.montants, row.produits = each.demandes, each.produits
        row.part = each.montant_call / each.produits if each.produits else None
        row.personnes, row.personnes_des_quartiers = action.public_nombre, action.public_quartiers
        row.heures = action.heures_departement
    return row


def _titled(each: DossierRecu) -> str:
    return f"«{NBSP}{each.action.intitule}{NBSP}» ({each.porteur.denomination})"


def _versions(found: Registre, changed: Changed) -> Iterator[Row]:
    for kept in found.dossiers:
        copies = found.versions.get(kept.sceau, ())
        free = {each.sceau for each in found.a_choisir.get(kept.sceau, ())}
        before: DossierRecu | None = None
        for each in {one.sceau: one for one in copies}.values() if len(copies) > 1 else ():
            state = "Compté" if each.sceau == kept.sceau else "Remplacé"
            files = [one.fichier for one in copies if one.sceau == each.sceau]
            yield Row(
                recu=each,
                fichiers=files,
                situation="À choisir" if each.sceau in free else state,
                remplace=f"{before.fichier} ({before.sceau[:8]})" if before else "",
                change=changed(before, each) if before else "",
                tardif="oui" if each.tardif else "",
                nombre=len(files),
            )
            before = each

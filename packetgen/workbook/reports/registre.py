"""The register of received bundles as a workbook that lives, and what the committee decides.

A row a dossier, then what is asked, proposed, voted, by funder, pilier, theme, quartier, commune.
Formulas follow what people type; what they give today is computed here and written with them. A
euro or an hour of an action of several places is shared out between these, and counts once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

from msgspec.structs import asdict

from packetgen.model.bundle import mark_of
from packetgen.model.reception import DossierRecu
from packetgen.model.registre import SANS, TOTAUX, Registre, heures_par_metier, labels_of
from packetgen.text import NBSP, count, enumerate_words, euros
from packetgen.workbook.reports.former import amount
from packetgen.workbook.reports.live import LiveTables
from packetgen.workbook.reports.table import A3

Changed = Callable[[DossierRecu, DossierRecu], Sequence[str]]
# What people typed, by its heads, then by seal
Given = Mapping[tuple[str, str], Mapping[str, Any]]
FIRST = {True: "Première demande", False: "Renouvellement", None: ""}
PRO_RATA, EQUAL = "au prorata des personnes", "à parts égales"
FIGURES = ("demande", "propose", "vote", "heures")
ZERO = Decimal(0)


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
    tables.put("Dossiers", rows, each_of=funders, told=_balance(found))
    _write_programmation(tables, found, [*filter(None, funders)], voted)
    for wide in ("Dossiers", "Programmation"):
        page = tables.head(wide, "Sceau").parent.page_setup
        page.paperSize, page.fitToWidth = A3, 2
    days = {"jour": until and today, "limite": until}
    requests = [
        Row(demande=asked, action=action, texte=text, repere=key, **days)
        for asked in found.demandes()
        for key, action, text in asked.points
    ]
    tables.put("À demander", requests)
    tables.note_gone("À demander", {row.repere for row in requests}, "Répondu le", today)
    hours = heures_par_metier(found.comptes)
    metiers = sorted({metier for row in hours.values() for metier in row})
    services = [Row(service=name, heures=sum(r.values()), metiers=r) for name, r in hours.items()]
    tables.put("Heures par service", services, each_of=metiers)
    tables.put("Versions", _versions(found, changed))
    for title, files in (("Modifiés", found.modifies), ("Autres fichiers", found.etrangers)):
        unknown = "la personne qui l’a envoyé"
        tables.put(title, [Row(**asdict(e), a_qui=e.contact or unknown) for e in files])
    return tables.to_bytes(today)


def _balance(found: Registre) -> str:
    complete = sum(each.est_complet for each in found.comptes)
    told = [count(len(found.dossiers), "dossier"), count(complete, "complet")]
    if found.a_choisir:
        told.append(f"{len(found.a_choisir)} à choisir, hors des totaux")
    told.append(count(len(found.remplaces), "envoyé deux fois", "envoyés deux fois"))
    told.append(count(len(found.modifies), "modifié"))
    told.append(count(len(found.etrangers), "autre fichier", "autres fichiers"))
    return ", ".join((*told, *(doubt.constat for doubt in found.doutes)))


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


def _write_programmation(
    tables: LiveTables, found: Registre, funders: Sequence[str], precedents: Mapping[str, Decimal]
) -> None:
    given = {
        (what, name): tables.typed("Programmation", f"{what}{NBSP}: {name}")
        for name in funders
        for what in ("Proposé", "Voté")
    }
    envelopes = tables.typed("Par financeur", "Enveloppe")
    dossiers = list(_decisions(found, funders, given, _sum(envelopes.values())))
    for row in dossiers:
        row.precedent = precedents.get(row.recu.sceau)
    tables.put("Programmation", dossiers, each_of=funders)
    tables.put("Par financeur", _funders(found, funders, given, envelopes))
    parts = list(_parts(dossiers, tables.typed("Répartition", "Personnes du lieu")))
    tables.put("Répartition", parts)
    for title, label in (("Par pilier", "pilier"), ("Par thématique", "theme")):
        tables.put(title, _totals(dossiers, label))
    of = {"Par quartier": "Quartier", "Par commune": "Commune", "Heures par quartier": "Quartier"}
    for title, nature in of.items():
        tables.put(title, _totals([part for part in parts if part.nature == nature], "lieu"))


def _sum(values: Iterable[object]) -> Decimal:
    return sum((amount(value) or ZERO for value in values), ZERO)


def _decisions(
    found: Registre, funders: Sequence[str], given: Given, envelope: Decimal
) -> Iterator[Row]:
    for each in found.dossiers:
        counts = each.sceau not in found.a_choisir
        proposed, voted = (
            _sum(given[what, name].get(each.sceau) for name in funders)
            for what in ("Proposé", "Voté")
        )
        yield Row(
            recu=each,
            situation=found.etat_of(each),
            pilier=each.action.pilier or SANS,
            theme=each.action.theme or SANS,
            montants=each.demandes if counts else {},
            demande=_sum(each.demandes.values()) if counts else ZERO,
            propose=proposed,
            vote=voted,
            part=(voted or proposed) / envelope if envelope else ZERO,
            heures=each.action.heures_departement if counts else ZERO,
            dossiers=int(counts),
            personnes=(counts and each.action.public_nombre) or 0,
        )


def _funders(
    found: Registre, funders: Sequence[str], given: Given, envelopes: Mapping[str, Any]
) -> Iterator[Row]:
    for name in funders:
        envelope, voted = amount(envelopes.get(name)) or ZERO, _sum(given["Voté", name].values())
        yield Row(
            nom=name,
            demande=_sum(each.demandes.get(name) for each in found.comptes),
            propose=_sum(given["Proposé", name].values()),
            vote=voted,
            reste=envelope - voted,
            part=voted / envelope if envelope else ZERO,
        )


def _parts(dossiers: Iterable[Row], told: Mapping[str, Any]) -> Iterator[Row]:
    for one in dossiers:
        for nature, total in (("Quartier", "quartiers"), ("Commune", "communes")):
            places = labels_of(one.recu, TOTAUX[total].labels)
            keys = [f"{one.recu.sceau} {nature} {place}" for place in places]
            persons = [told.get(key) for key in keys]
            whole = _sum(persons)
            pro_rata = whole > 0 and all(isinstance(one, int | float | Decimal) for one in persons)
            for place, key, own in zip(places, keys, persons, strict=True):
                share = (amount(own) or ZERO) / whole if pro_rata else Decimal(1) / len(places)
                figures = {what: share * getattr(one, what) for what in FIGURES}
                rule = PRO_RATA if pro_rata else EQUAL
                place_of = {"nature": nature, "lieu": place, "repere": key}
                yield Row(recu=one.recu, part=share, partage=rule, **place_of, **figures)


def _totals(rows: Iterable[Row], label: str) -> list[Row]:
    """Return the sums of rows by label, the largest amount first."""
    found: dict[str, Row] = {}
    for row in rows:
        name = getattr(row, label)
        total = found.setdefault(name, Row(nom=name, dossiers=0, personnes=0))
        for what in FIGURES:
            setattr(total, what, getattr(total, what, ZERO) + getattr(row, what))
        total.dossiers += getattr(row, "dossiers", 0)
        total.personnes += getattr(row, "personnes", 0)
    return sorted(found.values(), key=lambda total: (-total.demande, total.nom))

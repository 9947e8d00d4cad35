"""From a planned bundle and its PDFs to one file, assembled and proved."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from packetgen import __version__
from packetgen.annexes.lighten.client import Lightened
from packetgen.annexes.outcome import Intake
from packetgen.bundle.process.client import AssemblyRequest
from packetgen.convert.protocol import Conversion
from packetgen.documents.contexts.deposits import requested
from packetgen.documents.contexts.wording import phone
from packetgen.grammar import role
from packetgen.model.bundle import Cover, Ledger, Part, SourceFile, State
from packetgen.model.comparison import Amendment
from packetgen.model.dossier import Porteur
from packetgen.model.financeur import DEPARTEMENT
from packetgen.model.finding import Statut
from packetgen.pipeline.outcome import Outcome, wanting
from packetgen.pipeline.record import NAME, record
from packetgen.pipeline.sources import BundleSource, Draft, RunContext, bundle_stem
from packetgen.system.files import digest_of
from packetgen.text import (
    NBSP,
    count,
    euros,
    french_typography,
    hours,
    long_date,
    lower_first,
    percentage,
    period,
)

WORD = "Word fait par packetgen"
NATURES = {True: "Première demande", False: "Renouvellement", None: ""}


def assemble_bundle(
    draft: Draft,
    run: RunContext,
    *,
    once: bool = False,
    light: Mapping[str, Lightened] = MappingProxyType({}),
) -> Path:
    """Assemble the bundle of a draft, and prove it; return its PDF, its ledger beside as JSON.

    With `once`, what pieces share is written once; those of keys `light` go in lightened.
    """
    sources, plan, amended = draft.sources, draft.plan, draft.amendment
    campagne, porteur = sources.campagne, sources.dossier.porteur
    data = record(sources, plan, run)
    ledger = Ledger(
        __version__,
        plan,
        source_files(draft, run),
        sources.others,
        {NAME: sha256(data).hexdigest()},
        campagne.projet,
        sources.outcome is Outcome.BROUILLON,
        edition=amended.edition if amended else 1,
        replaces=amended.replaced if amended else None,
    )
    own = ((n, it.part) for n, it in enumerate(plan.parts) if it.part.state.is_included)
    lighter = {place: (part.numero, light[part.key]) for place, part in own if part.key in light}
    provided = provided_pages(draft, run)
    request = AssemblyRequest(
        ledger,
        cover_content(draft, run.today),
        {place: source.pdf for place, source in provided.items()},
        {
            place: source.outline
            for place, source in provided.items()
            if isinstance(source, Conversion) and source.outline
        },
        {place: lightened.pdf for place, (_, lightened) in lighter.items()},
        frozenset(numero for numero, lightened in lighter.values() if lightened.photos),
        {
            placed.part.numero: (placed.part.notes[0], remedy(placed.part))
            for placed in plan.pieces
            if not placed.part.state.is_included
        },
        {NAME: data},
        title=f"{campagne.intitule} – {porteur.denomination} – {sources.action.intitule}",
        author=porteur.denomination,
        subject=f"Demande de subvention – {sources.paquet.destinataire}",
        today=run.today,
        once=once,
        amendment=amended,
    )
    edition = f"-v{amended.edition}" if amended else ""
    pdf = run.work / f"{bundle_stem(sources.verification, sources.action)}{edition}.pdf"
    run.client.make_bundle(request, pdf, pdf.with_suffix(".json"))
    return pdf


def source_files(draft: Draft, run: RunContext) -> dict[int, SourceFile]:
    """Return the source file of each piece, by number of piece; none for a piece not provided."""
    sources, found = draft.sources, {}
    for placed in draft.plan.pieces:
        part = placed.part
        intake = sources.verification.intakes.get(part.key)
        conversion = run.conversions.get(sources.document(part.code))
        if intake:
            found[part.numero] = SourceFile(part.fichier, intake.kind, intake.sha256, intake.pages)
        elif conversion:
            word = conversion.source
            name = f"{part.code}{word.suffix}"
            found[part.numero] = SourceFile(name, WORD, digest_of(word), conversion.pages)
    return found


def provided_pages(draft: Draft, run: RunContext) -> dict[int, Conversion | Intake]:
    """Return what was converted or taken in for each part, by its place in the plan."""
    sources, found = draft.sources, {}
    for place, placed in enumerate(draft.plan.parts):
        part = placed.part
        if part.numero and part.state.is_included:
            intake = sources.verification.intakes.get(part.key)
            found[place] = intake or run.conversions[sources.document(part.code)]
    return found


def remedy(part: Part) -> str:
    """Return the French sentence that says how to provide a missing piece."""
    if part.state is State.REFUSEE:
        return "Remplacez le fichier, puis refaites le dossier."
    first = "Placez le fichier à côté du classeur, écrivez son nom dans la feuille « Pièces »"
    return f"{first}, puis refaites le dossier."


def cover_content(draft: Draft, today: date) -> Cover:
    """Return the content of the cover."""
    sources, plan = draft.sources, draft.plan
    action, paquet, campagne = sources.action, sources.paquet, sources.campagne
    funder = campagne.financeur(paquet.financeur)
    amount = action.montant_demande(funder)
    total = action.budget.total(campagne.codes_budget("charges", volontaires=False))
    asked = (each for each in campagne.financeurs if each != funder and action.sollicite(each))
    others = [f"{each.nom}{NBSP}: {requested(each, action)}" for each in asked]
    return Cover(
        appel=sources.campagne.intitule,
        destinataire=paquet.destinataire,
        association=french_typography(sources.dossier.porteur.denomination),
        intitule=french_typography(action.intitule),
        demande=paquet.demande,
        montant=euros(amount) if amount else "",
        dauphin=action.numero_dauphin,
        pilier=action.pilier,
        theme=action.theme,
        quartiers=action.quartiers,
        several=len(action.quartiers) > 1 or action.tous_les_quartiers,
        dates=period(action.date_debut, action.date_fin),
        contenu=f"{count(len(plan.pieces), 'pièce')}, {count(plan.pages, 'page')}",
        date=f"Établi le {long_date(today)}",
        cout=euros(total) if total else "",
        part=percentage(amount, total) if amount else "",
        nature=NATURES[action.premiere_demande],
        autres="\n".join(others),
        contact=person_to_call(sources.dossier.porteur),
        brouillon=sources.outcome is Outcome.BROUILLON,
        **particulars(sources),
        manquants=wanting(sources.verification, action),
        version=version(draft.amendment) if draft.amendment else "",
    )


def version(amendment: Amendment) -> str:
    """Return which version a bundle is, and which one it replaces."""
    former = amendment.replaced
    return (
        f"Version{NBSP}{amendment.edition}, remplace la version{NBSP}{former.version} établie le"
        f" {long_date(former.day)} (sceau {former.seal[:8]}…)"
    )


def person_to_call(porteur: Porteur) -> str:
    """Return who answers for the dossier: the contact, or else the legal representative."""
    if porteur.nom_contact:
        names = (porteur.nom_contact, lower_first(role(porteur.fonction_contact)))
    else:
        representant = f"{porteur.prenom_representant} {porteur.nom_representant}".strip()
        names = (representant, lower_first(role(porteur.fonction_representant)))
    number = phone(porteur.telephone_contact or porteur.telephone)
    reached = (number, porteur.courriel_contact or porteur.courriel)
    lines = (", ".join(filter(None, names)), " – ".join(filter(None, reached)))
    return "\n".join(filter(None, lines))


def particulars(sources: BundleSource) -> dict[str, str]:
    """Return the lines of the cover for one funder: for the Département, its axis and its agents.

    Where nobody said which pieces it expects, the dossier is not called complete.
    """
    action, paquet = sources.action, sources.paquet
    lines = {}
    if paquet.source.statut is Statut.NON_VERIFIE:
        lines["complet"] = "Toutes les pièces sont jointes"
    funder = sources.campagne.financeur(paquet.financeur)
    if funder.role == DEPARTEMENT:
        lines["axe"] = action.axe_departement
        if action.demande_agents(funder):
            lines["heures"] = f"{hours(action.heures_departement)} de mobilisation prévues"
    return lines

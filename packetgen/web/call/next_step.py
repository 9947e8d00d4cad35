"""What those who make the call do now: one sentence, and the one button that does it."""

from packetgen.text import NBSP, count
from packetgen.web.association.next_step import NextStep
from packetgen.web.call.year import Year
from packetgen.web.session import Session

# Where the button leads: a part of the page, else what it does
DECLARE, MAKE_KIT, TAKE_LISTS, TAKE_KIT = "prete", "kit", "listes", "kit.zip"
NOT_IN_LISTS = ("La note de cadrage", "Modèles Word", "Fichiers de trop")


def next_step(session: Session | None, year: Year) -> NextStep:
    """Return what is to be done now of the year shown."""
    annee, found = year.annee, year.found
    if session and session.is_working and session.job:
        return NextStep(0, f"{session.job.step}…")
    if session and session.proposal:
        phrase = "Regardez ce qui va changer, puis confirmez : rien n’est encore écrit."
        return NextStep(0, phrase, "Voir les changements", "#titre-propose", "attention")
    if found is None:
        phrase = f"Les données de l’appel {annee} ne se lisent plus : la page dit où."
        return NextStep(0, phrase, "Voir ce qui ne va pas", "#titre-annee", "erreur")
    if not found.campagne.projet and found.is_ready:
        return _ready(session, year)
    if not year.etat.is_own:
        phrase = f"L’appel {annee} ne se modifie pas : préparez l’appel {year.suivante}."
        return NextStep(0, phrase, f"Préparer l’appel {year.suivante}", "#titre-creer")
    return _unready(year)


def _unready(year: Year) -> NextStep:
    annee, note, found = year.annee, year.note, year.found
    if note is None or found is None:
        phrase = f"Déposez la note de cadrage {annee} : packetgen y cherche chaque donnée."
        return NextStep(0, phrase, "Déposer la note", "#note-recue")
    if note.decisions:
        points = count(len(note.decisions), "passage")
        phrase = f"La note ne dit plus {points} comme avant : décidez de chacun."
        return NextStep(0, phrase, "Décider", "#titre-decider")
    if note.outside:
        phrase = f"{count(sum(note.outside.values()), 'donnée')} de l’an dernier à confirmer."
        return NextStep(0, phrase, "Les relire", "#titre-hors-note")
    subjects = {each.title: len(group) for each, group in found.by_subject()}
    if lists := sum(size for title, size in subjects.items() if title not in NOT_IN_LISTS):
        points = count(lists, "point")
        phrase = f"{points} à corriger dans Excel : prenez les listes, puis redéposez-les."
        return NextStep(0, phrase, "Télécharger les listes", TAKE_LISTS, "attention")
    if words := subjects.get("Modèles Word"):
        phrase = f"{count(words, 'point')} à corriger dans les modèles Word."
        return NextStep(0, phrase, "Voir les modèles", "#titre-modeles", "attention")
    if subjects:
        title, size = next(iter(subjects.items()))
        phrase = f"{title}{NBSP}: {count(size, 'point')} à régler."
        return NextStep(0, phrase, "Voir ce qui reste", "#titre-annee", "attention")
    phrase = f"Il ne reste rien à faire : déclarez l’appel {annee} prêt."
    return NextStep(0, phrase, "Déclarer l’appel prêt", DECLARE, "fait")


def _ready(session: Session | None, year: Year) -> NextStep:
    annee = year.annee
    if session and session.kit:
        phrase = f"Le kit {annee} est fait : téléchargez-le, relisez-le, publiez-le."
        return NextStep(0, phrase, "Télécharger le kit", TAKE_KIT, "fait")
    if year.last_step:
        return NextStep(0, f"L’appel {annee} est prêt : faites son kit.", "Faire le kit", MAKE_KIT)
    phrase = f"L’appel {annee} est prêt. Le suivant se prépare à partir de lui."
    return NextStep(0, phrase, f"Préparer l’appel {year.suivante}", "#titre-creer", "fait")

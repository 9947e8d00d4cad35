"""Kinds of task left in a call, each with its title and its remedy, in French."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A kind of thing left to do: its title, and what its reader must do."""

    title: str
    remedy: str


NOTE = Subject(
    "La note de cadrage",
    "Enregistrez la note de l’année en texte (dans Word : Enregistrer sous, « Texte brut », codage"
    " UTF-8) sous ce nom, à côté des données.",
)
FACTS = Subject(
    "À confirmer",
    "Comparez chaque donnée avec la note de l’année et corrigez-la. Puis remplacez « à confirmer »"
    " par « note », avec ses lignes et ses mots, ou par « public », « calcul », « non vérifié » ou"
    " « ouvert ». Ce que l’appel ne dit plus se supprime.",
)
CALENDAR = Subject(
    "Dates d’une autre année", "Un appel va de l’automne d’avant à son année : corrigez la date."
)
PEOPLE = Subject("Contacts sans courriel", "Donnez l’adresse, ou retirez la personne.")
COMMUNES = Subject(
    "Communes sans référent",
    "Ajoutez son référent, ou répondez Non à « Membre de l’agglomération » si elle n’en est plus.",
)
YEARS = Subject(
    "Autres années",
    "Corrigez l’année. Si elle est juste (la date d’une délibération), admettez ces mots parmi"
    " les « Autres années », avec la raison.",
)
ADMITTED = Subject(
    "Années admises qui ne servent plus", "Aucun texte n’a plus ces mots : retirez-les."
)
WORD = Subject(
    "Modèles Word",
    "Corrigez le modèle dans Word, enregistrez-le, fermez-le, puis vérifiez de nouveau.",
)
SUBJECTS = (NOTE, FACTS, CALENDAR, PEOPLE, COMMUNES, YEARS, ADMITTED, WORD)

"""What load() refuses, and how it says so: each case breaks one line of a copy of the data."""

import re
from pathlib import Path

import pytest

from packetgen.campagne.load import load_campagne, years
from packetgen.errors import CampagneInvalid
from packetgen.text import NBSP
from tests.edition.calls import edit
from tests.folders import own_calls

ENGLISH = re.compile(
    r"\b(input|should|field|required|valid|expected|unexpected|error|line)\b", re.I
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return own_calls(tmp_path) / "data"


def refusal(data: Path) -> list[str]:
    """The problems that load() lists, spaces made ordinary; no English among them."""
    with pytest.raises(CampagneInvalid) as caught:
        load_campagne(2026, data)
    message = str(caught.value).replace(NBSP, " ")
    assert not ENGLISH.search(message)
    return message.split("\n- ")[1:]


def test_years_are_the_folders_of_four_digits(data: Path) -> None:
    (data / "2031").mkdir()
    (data / "exemple").mkdir()
    (data / "2027").write_text("not a folder", encoding="utf-8")
    assert years(data) == (2026, 2031)


def test_an_unknown_year_names_those_available(data: Path, tmp_path: Path) -> None:
    with pytest.raises(CampagneInvalid, match=r"2019 n’a pas de données.*disponibles.: 2026\."):
        load_campagne(2019, data)
    with pytest.raises(CampagneInvalid, match="aucune"):
        load_campagne(2026, tmp_path)


# What is replaced, by what, and how the problem is told: its file comes first.
SHAPE = [
    ('nom = "Camus"', 'nom = "Camus"\nzone = "nord"',
     "quartiers.toml › quartiers[1].zone (QP062002) : cette clé est inconnue"),
    ("[[seuils]]", "[[limites]]",
     "seuils.toml › limites : cette clé est inconnue"),
    ('nom = "Angres"\n', "",
     "communes.toml › communes[1].nom (62032) : cette clé manque"),
    ("valeur = 15", 'valeur = "15"',
     "seuils.toml › seuils[1].valeur (cohorte_minimale) : un nombre entier, sans guillemets,"),
    ("valeur = 15", "valeur = 15.5",
     "seuils.toml › seuils[1].valeur (cohorte_minimale) : un nombre entier, sans guillemets,"),
    ('["62032"]', "[62032]",
     "quartiers.toml › quartiers[1].communes[1] (QP062002) : un texte entre guillemets est"),
    ('["62032"]', '"62032"',
     "quartiers.toml › quartiers[1].communes (QP062002) : une liste est attendue"),
    ("obligatoire = true\npar_action", 'obligatoire = "oui"\npar_action',
     "pieces.toml › pieces[1].obligatoire (lettre) : true ou false est attendu"),
    ('source.lignes = "432"\nsource.texte = "QP062002 Camus ANGRES"\n',
     'source = "QP062002 Camus ANGRES"\n',
     "quartiers.toml › quartiers[1].source (QP062002) : un bloc de clés est attendu"),
    ("debut = 2025-10-20", 'debut = "20/10/2025"',
     "calendrier.toml › calendrier[4].debut (depot) : une date sans guillemets est attendue"),
    ('source.statut = "calcul"', 'source.statut = "sûr"',
     "calendrier.toml › calendrier[1].source.statut (lancement) : cette valeur est inconnue :"
     " il faut « note », « public », « calcul », « non vérifié », « ouvert » ou « à confirmer"
     " »"),
]  # fmt: skip

CONTENT = [
    ('libelle = "Lancement"', 'libelle = ""',
     "calendrier.toml › calendrier[1].libelle (lancement) : cette valeur est vide"),
    ('["62032"]', "[]",
     "quartiers.toml › quartiers[1].communes (QP062002) : cette valeur est vide"),
    ('"03 21 79 05 30"', '""',
     "financeurs.toml › contacts[1].telephones (Sergine TORCHY) : une valeur de la liste est"),
    ("annee = 2026", "annee = 2027",
     "campagne.toml › annee : le dossier est celui de l’appel 2026"),
    ('"note-de-cadrage.txt"', '"note.txt"',
     "campagne.toml › note.fichier : « note.txt » manque à côté des données"),
    ('code = "dirigeants"', 'code = "statuts"',
     "pieces.toml › pieces[6].code (statuts) : « statuts » est donné deux fois"),
    ('libelle = "Agir"', 'libelle = "Coopérer"',
     "orientations.toml › piliers[3].libelle (cooperer) : « Coopérer » est donné deux fois"),
    ('code = "601"', 'code = "604"',
     "budget.toml › comptes[1].lignes[2].code : « 604 » est donné deux fois"),
    ('code = "recepisse"', 'code = "récépissé"',
     "pieces.toml › pieces[7].code (récépissé) : « récépissé » : un code s’écrit en minuscules"),
    ('code = "QP062002"', 'code = "QP62002"',
     "quartiers.toml › quartiers[1].code (QP62002) : « QP62002 » : un code de quartier s’écrit"),
    ('["62032"]', '["62033"]',
     "quartiers.toml › quartiers[1].communes (QP062002) : « 62033 » n’est pas dans les"),
    ('"culture"]', '"musique"]',
     "financeurs.toml › contacts[1].themes (Sergine TORCHY) : « musique » n’est pas dans les"
     " thématiques"),
    ('etape = "depot"', 'etape = "dépôt"',
     "financeurs.toml › financeurs[1].etape (call) : « dépôt » n’est pas dans le calendrier"),
    ('"74epci"', '"74call"',
     "financeurs.toml › financeurs[1].ligne_budget (call) : « 74call » n’est pas dans les"
     " produits du budget"),
    ('formes = ["association"]', 'formes = ["assoc"]',
     "pieces.toml › pieces[5].formes (statuts) : « assoc » n’est pas dans les formes"
     " juridiques"),
    ('"rib", "statuts"', '"iban", "statuts"',
     "paquets.toml › paquets[3].pieces (departement) : « iban » n’est pas dans les pièces, et"
     " n’est pas « annexes »"),
    ('"rib", "statuts"', '"rib", "cerfa"',
     "paquets.toml › paquets[3].pieces (departement) : « cerfa » est donné deux fois"),
    ('fichier = "CALL-LETTRE"', 'fichier = "Lettre"',
     "paquets.toml › paquets[2].fichier (call) : « Lettre » : le nom d’un PDF s’écrit en"),
    ('code = "complet"', 'code = "tout"',
     "paquets.toml › paquets : le code « complet », dont packetgen se sert, manque"),
    ('financeur = "departement"', 'financeur = "mairie"',
     "paquets.toml › paquets[3].financeur (departement) : « mairie » n’est pas dans les"
     " financeurs"),
    ('role = "État"', 'role = "région"',
     "financeurs.toml › financeurs[3].role (region) : « région » est déjà le rôle d’un autre"),
    ('role = "chef de file"', 'role = "autre"',
     "financeurs.toml › financeurs : aucun n’a le rôle « chef de file »"),
    ('code = "DEP-02"', 'code = "DEP-20"',
     "regles.toml › regles[16].code (DEP-20) : aucune règle n’a le code « DEP-20 »"),
    ('code = "DEP-02"', 'code = "DEP-02"\nrappel = "Un pacte est indiqué."',
     "regles.toml › regles[16].rappel (DEP-02) : la règle DEP-02 a déjà son message"),
    ('"action.axe_departement"', '"action.axe"',
     "regles.toml › regles[48].champ (DEP-05) : « action.axe » n’est pas une cellule"),
    ('themes = ["habitat"]', 'themes = ["logement"]',
     "regles.toml › regles[36].themes (EPCI-17) : « logement » n’est pas dans les thématiques"),
    ('regle = "EPCI-05"', 'regle = "EPCI-55"',
     "pieces.toml › pieces[4].regle (cerfa) : « EPCI-55 » n’est pas dans les règles"),
    ('code = "nqe_fil_rouge"', 'code = "intitule"',
     "orientations.toml › questions[1].code (intitule) : « intitule » est déjà une cellule"),
    ('"jeunes diplômé"', '"(jeunes diplômé"',
     "orientations.toml › vigilances[1].description (jeunes_diplomes) : cette expression est"),
    ("fin = 2026-01-09", "fin = 2025-01-09",
     "calendrier.toml › calendrier[7].fin (instruction) : la fin (09/01/2025) précède le"
     " début (08/12/2025) : l’année a-t-elle changé ?"),
    ("debut = 2026-01-26", "debut = 2025-01-26",
     "calendrier.toml › calendrier[8].debut (comites) : le début (26/01/2025) précède celui"
     " de l’étape d’avant (08/12/2025)"),
    ("lola.robin@angres.fr", "lola.robin.angres.fr",
     "communes.toml › referents[1].courriel (62032) : « lola.robin.angres.fr » : une adresse"),
    ("03 21 79 05 30", "03 21 790 530",
     "financeurs.toml › contacts[1].telephones (Sergine TORCHY) : « 03 21 790 530 » : un"),
    ('source.lignes = "432"\n', "",
     "quartiers.toml › quartiers[1].source.lignes (QP062002) : ce qui vient de la note dit à"),
    ('source.lignes = "432"', 'source.lignes = "L432"',
     "quartiers.toml › quartiers[1].source.lignes (QP062002) : « L432 » : des lignes"),
    ('source.adresse = "https://www.agglo-lenslievin.fr/nos-actions/politique-de-la-ville"\n', "",
     "territoire.toml › destinataire.source.adresse : ce qui vient d’une source publique donne"),
    ('source.texte = "les collectivités publiques doivent conclure une convention',
     'source.texte = "" # ',
     "seuils.toml › seuils[2].source.texte (convention) : le texte de la source est vide"),
    ("au moins 15 personnes", "au moins 12 personnes",
     "seuils.toml › seuils[1].source.texte (cohorte_minimale) : ces mots ne sont pas, tels"
     " quels, aux lignes 98-102 de note-de-cadrage.txt"),
    ('source.lignes = "432"', 'source.lignes = "434"',
     "quartiers.toml › quartiers[1].source.texte (QP062002) : ces mots ne sont pas, tels"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SHAPE)
def test_a_wrong_shape_is_refused_at_its_key(data: Path, old: str, new: str, said: str) -> None:
    edit(data / "2026" / said.partition(" ›")[0], old, new)
    *problems, last = refusal(data)
    assert any(problem.startswith(f"data/2026/{said}") for problem in problems), problems
    assert last.endswith("seront vérifiés après ces corrections.")


@pytest.mark.parametrize(("old", "new", "said"), CONTENT)
def test_a_wrong_content_is_refused_at_its_key(data: Path, old: str, new: str, said: str) -> None:
    edit(data / "2026" / said.partition(" ›")[0], old, new)
    problems = refusal(data)
    assert any(problem.startswith(f"data/2026/{said}") for problem in problems), problems


def test_all_problems_come_at_once(data: Path) -> None:
    edit(data / "2026" / "communes.toml", "lola.robin@", "lola.robin")
    edit(data / "2026" / "financeurs.toml", 'etape = "depot"', 'etape = "dépôt"')
    edit(data / "2026" / "seuils.toml", "au moins 15 personnes", "au moins 12 personnes")
    assert len(refusal(data)) == 3


def test_a_wrong_file_is_refused(data: Path) -> None:
    (data / "2026" / "regles.toml").write_text('regles = ["code"]', encoding="utf-8")
    assert refusal(data)[0] == "data/2026/regles.toml › regles[1] : un bloc de clés est attendu"
    path = data / "2026" / "seuils.toml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("’", "'").encode("cp1252"))
    assert refusal(data)[0] == "data/2026/seuils.toml : enregistrez ce fichier en UTF-8"


def test_a_key_given_in_two_files_is_refused(data: Path) -> None:
    edit(data / "2026" / "seuils.toml", "[[seuils]]", "piliers = []\n[[seuils]]")
    assert refusal(data) == [
        "data/2026/seuils.toml › piliers : cette clé est déjà dans orientations.toml"
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("annee = 2026", "annee = 2026\nannee = 2027", "une clé est donnée deux fois, à la ligne"),
        ("annee = 2026", "annee 2026", "écriture incorrecte à la ligne"),
        ('nom = "Dauphin"', 'nom = """Dauphin', "écriture incorrecte à la fin du fichier"),
    ],
)
def test_what_is_not_toml_is_the_only_problem(data: Path, old: str, new: str, problem: str) -> None:
    edit(data / "2026" / "campagne.toml", old, new)
    first, *others = refusal(data)
    assert first.startswith(f"data/2026/campagne.toml : {problem}")
    assert others == ["dates, codes et citations seront vérifiés après ces corrections."]


def test_files_saved_by_notepad_are_read_and_those_of_an_editor_left(data: Path) -> None:
    for path in (data / "2026").glob("*.t*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    for name in ("~$seuils.toml", ".#seuils.toml", "seuils.toml.bak"):
        (data / "2026" / name).write_text("[[seuils]]", encoding="utf-8")
    campagne = load_campagne(2026, data)
    assert campagne == load_campagne(2026)
    assert campagne.etape("comites").fin is None

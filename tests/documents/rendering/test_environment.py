"""What a template may write, and the hostile ones that it may not."""

import pytest
from jinja2 import TemplateSyntaxError

from packetgen.documents.lint.names import check_names
from packetgen.documents.rendering.environment import TemplateEnvironment, check_nodes

FIELDS = {
    "nom": "Les Amis",
    "vide": "",
    "signe": True,
    "lignes": [{"titre": "un", "contacts": [{"nom": "A"}]}],
    "rien": [],
    "action": {"pilier": "Agir", "items": "texte"},
}

# The set of reliability §3.1: code execution, leaks, methods, files
HOSTILE = (
    "{{ ''.__class__.__mro__[1].__subclasses__()|length }}",
    "{{ nom|attr('format') }}",
    "{{ action.__class__ }}",
    "{{ lignes.append(1) }}",
    "{% include '/etc/passwd' %}",
    "{% macro m() %}x{% endmacro %}",
    "{% set x = 1 %}",
    "{{ nom|safe }}",
    "{{ loop.index }}",
)
# The set of §3.2: endless loops and gigabytes
EXHAUSTING = (
    "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
    "{{ 'a' * 1000000000 }}",
    "{{ nom|center(2000000000) }}",
    "{% for a in [[1, 2], [3]] %}{{ a }}{% endfor %}",
    "{% for a in lignes recursive %}{{ loop(lignes) }}{% endfor %}",
    "{% for a in lignes %}{% for b in lignes %}{% for c in lignes %}{% for d in lignes %}x"
    "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
)


def mistakes(source: str) -> list[str]:
    """What is wrong in a source, in French; Jinja's own word for what it cannot read."""
    try:
        tree = TemplateEnvironment().parse(source)
    except TemplateSyntaxError as error:
        return [str(error)]
    return [mistake.message for mistake in (*check_nodes(tree), *check_names(tree, FIELDS))]


@pytest.mark.parametrize("source", HOSTILE + EXHAUSTING)
def test_a_hostile_template_is_refused_before_it_runs(source: str) -> None:
    assert mistakes(source)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("{{ nom }}", "Les Amis"),
        ("{{ nom|upper }}", "LES AMIS"),
        ("{{ action.items }}", "texte"),
        ("{% if signe and not vide %}oui{% else %}non{% endif %}", "oui"),
        ("{% if nom == 'Les Amis' %}=={% elif vide %}x{% endif %}", "=="),
        ("{{ 'a' if vide else 'b' }}", "b"),
        ("{% for ligne in lignes %}{{ loop.index }}. {{ ligne.titre }}{% endfor %}", "1. un"),
        ("{% for l in lignes %}{% for c in l.contacts %}{{ c.nom }}{% endfor %}{% endfor %}", "A"),
        ("{% for x in rien %}{{ x.inconnu }}{% else %}aucun{% endfor %}", "aucun"),
        ("{{ lignes|length }}", "1"),
    ],
)
def test_an_honest_template_is_rendered(source: str, written: str) -> None:
    assert mistakes(source) == []
    assert TemplateEnvironment().from_string(source).render(FIELDS) == written


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% if signé %}{% endif %}", "vouliez-vous dire « signe » ?"),
        ("{% if vide %}{{ zzz }}{% endif %}", "connus : nom, vide, signe"),
        ("{% for l in nom %}x{% endfor %}", "« nom » n’est pas une liste"),
        ("{% for a, b in lignes %}x{% endfor %}", "une suite de noms"),
        ("{{ lignes }}", "servez-vous de « for »"),
        ("{{ action }}", "a plusieurs parties"),
        ("{{ signe }}", "servez-vous de « if »"),
        ("{{ nom.prenom }}", "n’a pas de partie « prenom »"),
        ("{{ nom|upperr }}", "le filtre « upperr » n’existe pas"),
        ("{{ nom[0] }}", "un crochet"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(source: str, message: str) -> None:
    assert any(message in mistake for mistake in mistakes(source))

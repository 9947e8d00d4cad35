"""What a template may write, and the hostile ones that it may not."""

import pytest
from jinja2 import TemplateSyntaxError

from packetgen.documents.lint.names import check_names
from packetgen.documents.rendering.environment import TemplateEnvironment, check_nodes
from tests.tables import table

CASES = table(__file__)
FIELDS = CASES["fields"]


def mistakes(source: str) -> list[str]:
    """What is wrong in a source, in French; Jinja's own word for what it cannot read."""
    try:
        tree = TemplateEnvironment().parse(source)
    except TemplateSyntaxError as error:
        return [str(error)]
    return [mistake.message for mistake in (*check_nodes(tree), *check_names(tree, FIELDS))]


@pytest.mark.parametrize("source", CASES["hostile"])
def test_a_hostile_template_is_refused_before_it_runs(source: str) -> None:
    assert mistakes(source)


@pytest.mark.parametrize(("source", "written"), CASES["honest"])
def test_an_honest_template_is_rendered(source: str, written: str) -> None:
    assert mistakes(source) == []
    assert TemplateEnvironment().from_string(source).render(FIELDS) == written


@pytest.mark.parametrize(("source", "message"), CASES["mistaken"])
def test_a_mistake_is_told_with_its_remedy(source: str, message: str) -> None:
    assert any(message in mistake for mistake in mistakes(source))

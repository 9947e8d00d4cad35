"""The comparison of two years as a Word file, for the services that do not read a screen."""

from pathlib import Path

from packetgen.documents.rendering.render import render
from packetgen.model.comparison import Comparison
from packetgen.text import count

TEMPLATE = Path(__file__).with_name("comparaison.docx")
NOTHING = "Rien ne change, ni dans les données, ni dans les règles, ni dans les modèles."


def write_comparison(comparison: Comparison, destination: Path) -> None:
    """Write the .docx that tells `comparison`: same comparison, same bytes."""
    sections = [
        {
            "titre": f"{section.title} ({len(section.news)})",
            "changements": [
                {
                    "phrase": news.sentence,
                    "textes": bool(news.before or news.after),
                    "avant": news.before or "–",
                    "apres": news.after or "–",
                }
                for news in section.news
            ],
        }
        for section in comparison.sections
    ]
    size = count(comparison.size, "changement") if comparison.size else NOTHING
    fields = {"titre": comparison.title, "taille": size, "sections": sections}
    render(TEMPLATE, fields, destination)

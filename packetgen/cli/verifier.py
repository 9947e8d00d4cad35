"""packetgen verifier: report what must change before the dossier is sent."""

from datetime import date
from pathlib import Path

import click

from packetgen.cli import options
from packetgen.cli.display import show_verification


@click.command(options_metavar="[OPTIONS]", short_help="Vérifie un classeur rempli et ses pièces.")
@options.classeur
@options.jour
@click.option(
    "--format",
    "output_format",
    metavar="texte|json",
    type=click.Choice(["texte", "json"]),
    default="texte",
    help="texte (par défaut) ou json.",
)
@click.option(
    "--annoter",
    metavar="COPIE.xlsx",
    type=options.WRITTEN,
    help="Écrit aussi une copie du classeur, chaque remarque dans sa case.",
)
def verifier(classeur: Path, today: date, output_format: str, annoter: Path | None) -> int:
    """Vérifie un classeur rempli et ses pièces, cellule par cellule."""
    from packetgen import service
    from packetgen.pipeline.outcome import forecast

    verification = service.verify(classeur, today=today)
    if annoter:
        service.annotate(classeur, verification, annoter)
    if output_format == "json":
        import json

        from packetgen.pipeline.record import finding_as_data

        findings = [finding_as_data(finding) for finding in verification.findings]
        click.echo(json.dumps(findings, ensure_ascii=False, indent=2))
    else:
        click.secho(verification.title, bold=True)
        show_verification(verification)
        click.secho(forecast(verification, today), bold=True)
    return verification.exit_code

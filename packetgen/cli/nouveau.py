"""packetgen nouveau, ajuster: write the year's workbook, or one whose budget is adjusted."""

from pathlib import Path

import click

from packetgen.cli.display import plain, show_list, show_sections
from packetgen.cli.options import command
from packetgen.errors import ExitCode, UsageError

FORM, DEFAULT = ".docx", Path("classeur.xlsx")


@command("nouveau")
def nouveau(
    fichiers: tuple[Path, ...],
    actions: int,
    depuis: tuple[Path, ...],
    annee: int | None,
    *,
    renews: bool,
) -> int:
    """Write the workbook of a year, to be filled."""
    from packetgen import service

    classeur, forms, earlier = sort(fichiers, depuis)
    if renews and not earlier:
        raise UsageError("« --avec-actions » reprend un classeur : donnez-le à « --depuis ».")
    if forms and actions > 1:
        raise UsageError("Un formulaire est d’une seule action : retirez --actions.")
    created = (
        service.workbook_of_forms(classeur, annee=annee, forms=forms)
        if forms
        else service.new_workbook(
            classeur, annee=annee, actions=actions, depuis=earlier, renews=renews
        )
    )
    click.echo(f"Classeur écrit : {created.path}")
    if created.projet:
        click.secho("  L’appel n’est pas déclaré prêt : ce classeur porte « PROJET ».", fg="red")
    for line in created.carried_over:
        click.echo(f"  {line}")
    show_list("À reprendre à la main :", created.unread, fg="yellow", bold=True)
    then = f'packetgen verifier "{created.path}"'
    click.echo(f"Remplissez-le, placez les pièces dans le même dossier, puis : {then}")
    return ExitCode.DOSSIER_NOT_CONFORM if created.unread else ExitCode.DONE


def sort(
    fichiers: tuple[Path, ...], depuis: tuple[Path, ...]
) -> tuple[Path, list[Path], Path | None]:
    """Return the workbook to write, and the forms or the earlier workbook to read.

    All Word files are forms, wherever they stand.
    """
    forms = [file for file in (*depuis, *fichiers) if file.suffix.lower() == FORM]
    others, earlier = ([it for it in files if it not in forms] for files in (fichiers, depuis))
    if not (forms or others):
        raise UsageError("Il manque le nom du classeur à écrire.")
    if len(others) > 1 or (forms and not depuis):
        raise UsageError.said("one_workbook")
    if len(earlier) > 1 or (earlier and forms):
        raise UsageError("Donnez à --depuis un seul classeur, ou des formulaires Word.")
    if missing := next((form for form in forms if not form.is_file()), None):
        raise UsageError(f"« {missing} » est introuvable.")
    return (others or [DEFAULT])[0], forms, earlier[0] if earlier else None


@command("ajuster")
def ajuster(
    classeur: Path, granted: tuple[str, ...], numero: int | None, sortie: Path | None
) -> None:
    """Write a workbook whose budget balances with what was voted."""
    from packetgen import service

    amounts = {}
    for each in granted:
        code, sign, amount = each.partition("=")
        if not sign:
            raise click.UsageError(f"« {each} » : écrivez un financeur, = et un montant, call=4000")
        amounts[code.strip()] = amount
    destination = sortie or classeur.with_name(f"{classeur.stem}-ajuste.xlsx")
    adjusted = service.adjust(classeur, {numero or 0: amounts} if amounts else {}, destination)
    show_sections(adjusted.sections)
    click.echo(f"\n{adjusted.told}" if adjusted.sections else adjusted.told)
    if adjusted.workbook:
        click.echo(f"Classeur écrit : {plain(str(adjusted.workbook))}")
        click.echo(f"Ce qui change, en PDF : {plain(str(adjusted.page))}")

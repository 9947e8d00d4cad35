"""From its file alone a bundle is proved, and whatever was done to it is found and named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Name, Pdf

from packetgen.bundle.ledger import seal
from packetgen.bundle.proof.examine import examine
from tests.bundle import harm
from tests.bundle.harm import Harm
from tests.bundle.proof.saves import SAVES, Save
from tests.bundle.samples import Bundle

STATUTS = "pièce 2 « Statuts »"
COMPTES = "pièce 4 « Comptes annuels »"


def test_a_true_bundle_is_proved(bundle: Bundle) -> None:
    found = examine(bundle.path)
    assert found.is_proved
    assert found.seal == seal(bundle.ledger)
    assert found.ledger == bundle.ledger


DRAWING, FRAME = "son texte ou son tracé a changé", "son format ou son orientation a changé"
NOTES, IMAGE = "ses liens ou ses annotations ont changé", "une image a changé"
SEAL = "le bordereau joint n’est pas celui dont le sceau est imprimé"
COUNT = "12\xa0pages au lieu de 11"
FOUND: list[tuple[Harm, list[str]]] = [
    (harm.remove, [f"page 5, {STATUTS} : elle a été retirée", "10\xa0pages au lieu de 11"]),
    (
        harm.remove_piece,
        [
            f"page 8, {COMPTES} : elle a été retirée",
            f"page 9, {COMPTES} : elle a été retirée",
            "9\xa0pages au lieu de 11",
        ],
    ),
    (harm.swap, [f"page 5, {STATUTS} : elle est maintenant à la page 4"]),
    (
        harm.swap_pieces,
        [
            f"page 4, {STATUTS} : elle est maintenant à la page 8",
            f"page 8, {COMPTES} : elle est maintenant à la page 4",
        ],
    ),
    (harm.repeat, ["page 5 du fichier : elle a été ajoutée, copie de la page 5", COUNT]),
    (
        harm.repeat_instead,
        [f"page 6, {STATUTS} : elle a été remplacée par une copie de la page 5"],
    ),
    (harm.replace, [f"page 6, {STATUTS} : {DRAWING}"]),
    (harm.add, ["page 12 du fichier : elle a été ajoutée", COUNT]),
    (harm.insert, ["page 7 du fichier : elle a été ajoutée", COUNT]),
    (harm.unstamped, [f"page 4, {STATUTS} : {DRAWING}"]),
    (harm.turn, [f"page 8, {COMPTES} : {FRAME}"]),
    (harm.crop, [f"page 8, {COMPTES} : {FRAME}"]),
    (harm.redact, [f"page 8, {COMPTES} : {DRAWING}"]),
    (harm.overlay, [f"page 8, {COMPTES} : {DRAWING}"]),
    (harm.digit, [f"page 8, {COMPTES} : {DRAWING}"]),
    (harm.cover_digit, [f"page 1, « Couverture » : {DRAWING}"]),
    (harm.pixels, [f"page 10, pièce 5 « Avis d’impôt » : {IMAGE}"]),
    (harm.annotate, [f"page 8, {COMPTES} : {NOTES}"]),
    (harm.stamp, [f"page 8, {COMPTES} : {DRAWING}"]),
    (harm.no_stamp, [f"page 8, {COMPTES} : {DRAWING}"]),
    (
        harm.link_gone,
        [f"page 2, « Sommaire » : {NOTES}", "4\xa0liens au sommaire pour 5\xa0pièces"],
    ),
    (harm.link_elsewhere, [f"sommaire, ligne de la {STATUTS}, lien vers la page 5 au lieu de 4"]),
    (
        harm.outline_renamed,
        ["signet « Pièce 2 – Autre » vers la page 4 au lieu de « Pièce 2 – Statuts"],
    ),
    (harm.outline_elsewhere, ["signet « Pièce 2 – Statuts » vers la page 1 au lieu de"]),
    (harm.outline_shorter, ["signet « Bordereau » absent"]),
    (harm.outline_longer, ["signet « Pièce 6 » vers la page 9, en trop"]),
    (harm.layer, ["un formulaire, un calque ou une action a été ajouté"]),
    (harm.no_data, ["le fichier joint « dossier.json » a été retiré"]),
    (harm.more_data, ["le fichier joint « virus.exe » a été ajouté"]),
    (harm.other_data, ["le fichier joint « dossier.json » a été modifié"]),
    (harm.no_ledger, ["le fichier joint « bordereau.json » a été retiré"]),
    (
        harm.broken_ledger,
        ["le fichier joint « bordereau.json » a été modifié : il ne peut plus être lu"],
    ),
    (harm.ledger("parties", 3, "recu", "sha256", value="0" * 64), [SEAL]),
    (harm.ledger("parties", 5, "remarques", value=[]), [SEAL]),
    (harm.ledger("autres_fichiers", 0, "fichier", value="autre.xlsx"), [SEAL]),
    (
        harm.ledger("empreintes", "pages", 4, "trace", value="0" * 32),
        [f"page 5, {STATUTS} : {DRAWING}"],
    ),
    (
        harm.ledger("empreintes", "document", value="0" * 32),
        ["un formulaire, un calque ou une action"],
    ),
    (
        harm.ledger("joints", "dossier.json", value="0" * 64),
        ["le fichier joint « dossier.json » a été modifié", SEAL],
    ),
]


@pytest.mark.parametrize(("done", "expected"), FOUND)
def test_any_tampering_is_found_and_named(
    done: Harm, expected: list[str], bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done))
    assert not found.is_proved
    assert found.problem == ""
    texts = [difference.text for difference in found.differences]
    starts = [text[: len(start)] for text, start in zip(texts, expected, strict=False)]
    assert starts == expected
    assert len(texts) == len(expected)


def test_a_difference_bears_the_number_of_its_piece(bundle: Bundle, tmp_path: Path) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, harm.digit, harm.pixels, harm.cover_digit))
    assert sorted(difference.numero for difference in found.differences) == [0, 4, 5]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (harm.swap, f"page 4, {STATUTS}, numéro imprimé « Pièce 2 · p. 2/3 — 5/11 » au lieu de"),
        (
            harm.stamp,
            f"page 8, {COMPTES}, numéro imprimé « Pièce 4 · p. 2/2 — 9/11 » au lieu de",
        ),
        (harm.no_stamp, f"page 8, {COMPTES}, numéro imprimé absent au lieu de"),
        (harm.turn, f"page 8, {COMPTES}, numéro imprimé absent"),
        (harm.crop, f"page 8, {COMPTES}, numéro imprimé absent"),
        (harm.unstamped, f"page 4, {STATUTS}, numéro imprimé absent"),
        (harm.overlay, f"page 8, {COMPTES}, sa page et son numéro ne sont pas à leur place"),
        (
            harm.link_elsewhere,
            f"sommaire, ligne de la {STATUTS}, lien vers la page 5 au lieu de 4",
        ),
        (
            harm.links_crossed,
            f"sommaire, ligne de la {STATUTS}, lien vers la page 8 au lieu de 4",
        ),
        (harm.link_gone, "4\xa0liens au sommaire pour 5\xa0pièces"),
        (harm.link_nowhere, f"sommaire, ligne de la {STATUTS}, lien vers aucune page"),
        (harm.labels, "page 1, « Couverture », étiquette « 2 »"),
    ],
)
def test_what_is_printed_is_held_to_the_plan_even_if_the_ledger_is_forged(
    done: Harm, expected: str, bundle: Bundle, tmp_path: Path
) -> None:
    found = examine(harm.harmed(bundle.path, tmp_path, done, harm.fingerprints_again))
    assert found.differences[0].text.startswith(expected)


def test_the_forged_ledger_alone_changes_nothing(bundle: Bundle, tmp_path: Path) -> None:
    assert examine(harm.harmed(bundle.path, tmp_path, harm.fingerprints_again)).is_proved


def _titled(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "Reçu le 12 novembre"
    pdf.Root.PageMode = Name.UseNone


def test_metadata_may_change(bundle: Bundle, tmp_path: Path) -> None:
    assert examine(harm.harmed(bundle.path, tmp_path, _titled)).is_proved


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_new_save_is_proved(save: Save, bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "saved.pdf"
    path.write_bytes(save(bundle.path.read_bytes()))
    assert path.read_bytes() != bundle.path.read_bytes()
    assert examine(path).is_proved


def test_a_page_put_back_is_proved_again(bundle: Bundle, tmp_path: Path) -> None:
    assert examine(harm.harmed(bundle.path, tmp_path, harm.swap, harm.swap)).is_proved

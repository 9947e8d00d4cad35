"""Agreements, dates, addresses and figures as French administrations write them."""

from dataclasses import replace

import pytest

from packetgen.documents.contexts import wording
from packetgen.model.campagne import Campagne
from packetgen.model.porteur import Porteur


@pytest.mark.parametrize(
    ("denomination", "forme", "written"),
    [
        ("Les Jardins du 12-14", "Association", "de l’association Les Jardins du 12-14"),
        ("L’Atelier", "Association", "de l’association L’Atelier"),
        ("Centre social Vachala", "Association", "du Centre social Vachala"),
        ("Avion", "Commune", "de la commune d’Avion"),
        ("Le Touquet", "Commune", "de la commune du Touquet"),
        ("Habitat Hauts-de-France", "Bailleur social", "d’Habitat Hauts-de-France"),
        ("L’Atelier", "Autre", "de l’Atelier"),
    ],
)
def test_naming_the_porteur(porteur: Porteur, denomination: str, forme: str, written: str) -> None:
    named = replace(porteur, denomination=denomination, forme=forme)
    assert wording.of_porteur(named) == written


def test_the_window_is_no_longer_than_the_post_reads(
    campagne: Campagne,
) -> None:
    assert wording.postal_block(campagne) == [
        *("MONSIEUR LE PRESIDENT", "CA DE LENS-LIEVIN"),
        *("21 RUE MARCEL SEMBAT", "BP 65", "62302 LENS CEDEX"),
    ]
    named = replace(campagne.destinataire, civilite="Madame", nom="Élise MAËL")
    assert wording.postal_block(replace(campagne, destinataire=named))[:2] == [
        "MADAME ELISE MAEL",
        "PRESIDENTE DE LA CA DE LENS-LIEVIN",
    ]
    address = ("21, rue du Général-de-Gaulle, bâtiment « L’Étoile »",)
    at = replace(campagne, destinataire=replace(named, adresse=address))
    lines = wording.postal_block(at)
    assert max(map(len, lines)) <= wording.POSTAL_WIDTH
    assert "BATIMENT L ETOILE" in " ".join(lines)


def test_figures_in_groups() -> None:
    assert wording.siret("73282932000074") == "732\u00a0829\u00a0320\u00a000074"
    assert wording.siret("732 829 320 00074") == "732\u00a0829\u00a0320\u00a000074"
    assert wording.siret("inconnu") == "inconnu"
    assert wording.phone("03.21.00.00.00") == "03\u00a021\u00a000\u00a000\u00a000"
    assert wording.phone("+33 3 21 00 00 00") == "+33 3 21 00 00 00"


def test_quarters_within_a_sentence(campagne: Campagne) -> None:
    one = wording.of_quartiers(["QP062024 – Cité 12 – 14"], campagne)
    assert one == "du quartier prioritaire Cité 12 – 14 (QP062024)"
    two = wording.of_quartiers(["qp062026", "Un quartier hors liste"], campagne)
    assert two == "des quartiers prioritaires Cité 2 (QP062026) et Un quartier hors liste"
    assert wording.of_quartiers([], campagne) == ""


def test_communes_within_a_sentence() -> None:
    assert wording.at_communes(["Lens", "Avion", "Lens", ""]) == "à Lens et Avion"
    assert wording.at_communes(["Le Touquet", "Lens"]) == "au Touquet et à Lens"
    assert wording.at_communes([]) == ""

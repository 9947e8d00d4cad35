"""Who publishes the call, and to whom its letter is written."""

import re
from dataclasses import dataclass
from typing import Literal

from packetgen.model.finding import Source

# « de » and « à » before an article
OF = {"le": "du ", "la": "de la ", "l’": "de l’", "les": "des "}
TO = {"le": "au ", "la": "à la ", "l’": "à l’", "les": "aux "}


@dataclass(frozen=True)
class Territoire:
    """The agglomeration of a call: its names, what and where it is; `siege` is a commune's name."""

    nom: str
    nom_court: str
    sigle: str
    article: Literal["le", "la", "l’", "les"]
    forme: str
    departement: str
    region: str
    siege: str
    source: Source

    @property
    def le(self) -> str:
        """« la CAX »."""
        return f"{self.article}{'' if self.article == 'l’' else ' '}{self.sigle}"

    @property
    def de(self) -> str:
        """« de la CAX »."""
        return f"{OF[self.article]}{self.sigle}"

    @property
    def a(self) -> str:
        """« à la CAX »."""
        return f"{TO[self.article]}{self.sigle}"


@dataclass(frozen=True)
class Destinataire:
    """Who receives the letter; `nom` stays empty until confirmed. Postal lines, in order."""

    civilite: Literal["Monsieur", "Madame"]
    nom: str
    titre: str
    adresse: tuple[str, ...]
    code_postal: str
    ville: str
    source: Source

    @property
    def fonction(self) -> str:
        """« Président » or « Présidente », whichever was written."""
        written = self.titre.partition(" ")[0]
        if self.civilite == "Madame":
            return written if written.endswith("e") else f"{written}e"
        return written.removesuffix("e") if written.endswith("ente") else written

    @property
    def appel(self) -> str:
        """« Monsieur le Président » or « Madame la Présidente »: also inside the politesse."""
        return f"{self.civilite} {'la' if self.civilite == 'Madame' else 'le'} {self.fonction}"

    @property
    def a(self) -> str:
        """« au Président » or « à la Présidente »."""
        return f"{'à la' if self.civilite == 'Madame' else 'au'} {self.fonction}"

    def agreed(self, text: str) -> str:
        """Return a text of the call whose words to the addressee agree with the person."""
        role = rf"{re.escape(self.fonction.removesuffix('e'))}e?\b"
        text = re.sub(rf"\b(?:au|à la) {role}", self.a, text)
        return re.sub(rf"\b(?:Monsieur le|Madame la) {role}", self.appel, text)

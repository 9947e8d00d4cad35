"""Where data/ and templates/ are: inside the installed package, or in the checkout beside it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

Kind = Literal["data", "templates", "fonts"]


def folder(kind: Kind) -> Path:
    """Return the folder of `kind`; in a checkout, data/ and templates/ stand beside packetgen/."""
    package = Path(str(files("packetgen")))
    installed = package / kind
    if installed.is_dir():
        return installed
    checkout = package.parent
    if (checkout / "setup.cfg").is_file():
        return checkout / kind
    raise FileNotFoundError(installed)

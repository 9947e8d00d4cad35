"""A page as one file, to be opened without the program."""

from datetime import date
from pathlib import Path

from flask import Flask, render_template

from packetgen.model.action import Action
from packetgen.pipeline.verify import Verification
from packetgen.web.app import dressed
from packetgen.web.association.deposit import sheet


def sheet_file(verification: Verification, action: Action, today: date) -> bytes:
    """Return what is copied for an action, with its style and its script within."""
    app = dressed(Flask("packetgen.web"))
    static = Path(app.static_folder or "")
    style, script = ((static / name).read_text("utf-8") for name in ("page.css", "copier.js"))
    with app.app_context():
        fiche = sheet(verification, action, today)
        return render_template("recopie.html", fiche=fiche, style=style, script=script).encode()

"""The page of the CALL: the year's state, and what is still to confirm."""

from __future__ import annotations

from flask import Blueprint, render_template

from packetgen import campagne as campagnes
from packetgen.web.site import here
from packetgen.web.views import years

call = Blueprint("call", __name__)


@call.get("/call")
def state() -> str:
    """Show the year's call: its calendar, what it leaves open."""
    campagne = campagnes.load(years()[0])
    return render_template("call.html", espace="call", campagne=campagne, aujourdhui=here().today())

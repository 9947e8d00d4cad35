"""Report of a bug: where it arose, without any value."""

import hashlib
import traceback
from pathlib import Path


def report_bug(error: BaseException) -> str:
    """Write where the error arose, without any value, and return the sentence for the user."""
    return keep(places(error))


def places(error: BaseException) -> str:
    """Return the kind of an error and where it arose, a line each."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = "".join(f"{frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
    return f"{type(error).__name__}\n{lines}"


def keep(places: str) -> str:
    """Write the places of a bug to the user's log folder, and return the sentence for the user."""
    incident, report = write(places)
    sentence = f"erreur de packetgen (incident {incident}) ; rien n’a été publié."
    if report is None:
        return sentence
    return f"{sentence} Envoyez {report} à qui s’occupe de packetgen : il ne contient aucune donnée"


def write(places: str) -> tuple[str, Path | None]:
    """Write the places of a bug; return the name of the incident and the report, if any."""
    from platformdirs import user_log_path

    incident = hashlib.sha256(places.encode()).hexdigest()[:8]
    try:
        folder = user_log_path("packetgen", ensure_exists=True)
        report = folder / f"incident-{incident}.txt"
        report.write_text(places, encoding="utf-8")
    except OSError:
        return incident, None
    return incident, report

"""What is kept of a bug: where it arose, without any value."""

from __future__ import annotations

import hashlib
import traceback


def report_bug(error: BaseException) -> str:
    """Write where the error arose, without any value, and return what to tell the user."""
    from platformdirs import user_log_path

    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"{frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
    content = f"{type(error).__name__}\n{places}"
    incident = hashlib.sha256(content.encode()).hexdigest()[:8]
    sentence = f"erreur de packetgen (incident {incident}) ; rien n’a été publié."
    try:
        folder = user_log_path("packetgen", ensure_exists=True)
        report = folder / f"incident-{incident}.txt"
        report.write_text(content, encoding="utf-8")
    except OSError:
        return sentence
    return f"{sentence} Envoyez {report} à qui s’occupe de packetgen : il ne contient aucune donnée"

"""The last touch on an engine's PDF: title, language, and nothing that changes from run to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

from packetgen.publication import patient_file

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGE = "fr-FR"


def finish(drawn: Path, pdf: Path, title: str) -> int:
    """Write `drawn` to `pdf` with its title and language; return its number of pages."""
    with pikepdf.open(drawn) as document:
        root = document.Root
        root.Lang = pikepdf.String(LANGUAGE)
        root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        if "/Metadata" in root:
            del root.Metadata
        producer = document.docinfo.get("/Producer", pikepdf.String(""))
        del document.docinfo
        document.docinfo["/Title"] = pikepdf.String(title)
        document.docinfo["/Producer"] = pikepdf.String(str(producer))
        for drawn_at_random in ("/ID", "/DocChecksum"):  # by LibreOffice
            if drawn_at_random in document.trailer:
                del document.trailer[drawn_at_random]
        pages = len(document.pages)
        with patient_file(pdf) as file:
            document.save(file, deterministic_id=True)
    return pages

"""« PROJET » on every page of a PDF that is no bundle: the kit's forms and pages."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from packetgen.bundle.stamp import apply, draw_stamps
from packetgen.model.bundle import PROJET

if TYPE_CHECKING:
    from pathlib import Path


def marked(pdf: Path) -> bytes:
    """Return a PDF with the bundle's own « PROJET » on every page: same input, same bytes."""
    content = BytesIO()
    with pikepdf.open(pdf) as document:
        [stamp] = draw_stamps([PROJET], document)
        for page in document.pages:
            apply(page, [stamp], document)
        document.save(content, deterministic_id=True)
    return content.getvalue()

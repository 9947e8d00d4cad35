"""Title, language and metadata of a PDF that is not part of a bundle."""

from io import BytesIO

import pikepdf

from packetgen.convert.protocol import Conversion
from packetgen.convert.tagging.alone import tagged
from packetgen.system.files import write_atomically


def write_metadata(conversion: Conversion) -> None:
    """Write in a drawn PDF its title and language, and nothing that changes from run to run.

    Its structure too. The same PDF gives the same bytes, whatever its engine put in it. Raises
    CannotWrite.
    """
    structured = tagged(conversion.pdf, conversion.outline)
    with pikepdf.open(BytesIO(structured)) as document:
        root = document.Root
        root.Lang = pikepdf.String("fr-FR")
        root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        if "/Metadata" in root:
            del root.Metadata
        producer = document.docinfo.get("/Producer", pikepdf.String(""))
        del document.docinfo
        document.docinfo["/Title"] = pikepdf.String(conversion.title)
        document.docinfo["/Producer"] = pikepdf.String(str(producer))
        for drawn_at_random in ("/ID", "/DocChecksum"):  # by LibreOffice
            if drawn_at_random in document.trailer:
                del document.trailer[drawn_at_random]
        finished = BytesIO()
        document.save(finished, deterministic_id=True)
    write_atomically(finished.getvalue(), conversion.pdf)

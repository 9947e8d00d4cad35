"""Make every picture of the docs again: `python docs/images/fabriquer_images.py`.

Everything shown is what packetgen makes of the example. The workbook's pictures are drawn by
LibreOffice, and the page is opened by Chromium in French: `apt-get install libreoffice-calc-nogui
chromium chromium-l10n`.
"""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from dossiers import TODAY, complete_folder, faulty_folder, incomplete_folder
from feuilles import draw_sheets
from navigateur import page_views
from packetgen import service
from packetgen.pipeline.publish import BundleResult
from pages import contact_sheet, page_pictures, save
from terminal import draw_terminal

HERE = Path(__file__).parent
GLANCE = ("couverture", "lettre", "fiche_action", "liste", "rib")
PAGE_WIDTH, PAIR_WIDTH, GLANCE_WIDTH = 900, 1400, 1600


def make_packet(workbook: Path) -> BundleResult:
    """Make the bundle of a workbook's one action, beside it."""
    outcome = service.build_packets(
        workbook,
        workbook.parent / "dossier",
        numero=None,
        engine="integre",
        today=TODAY,
        keep_docx=False,
        strict=False,
        report=lambda _step: None,
    )
    return outcome.packets[0]


def draw_bundle(packet: BundleResult) -> None:
    """Draw a whole bundle at a glance, in true colours, then its first pages."""
    first = {placed.part.code: placed.first for placed in packet.plan.parts}

    def draw(codes: Iterable[str], width: int) -> Image.Image:
        return contact_sheet(page_pictures(packet.path, [first[code] for code in codes]), width)

    draw(GLANCE, GLANCE_WIDTH).save(HERE / "dossier.png", optimize=True)
    save(draw(("couverture", "sommaire"), PAIR_WIDTH), HERE / "page-debut.png")
    save(draw(("lettre",), PAGE_WIDTH), HERE / "page-lettre.png")


def draw_incomplete(packet: BundleResult) -> None:
    """Draw the cover of an incomplete bundle, and the page in place of a piece."""
    absent = next(p.first for p in packet.plan.pieces if not p.part.state.is_included)
    pictures = page_pictures(packet.path, [1, absent])
    save(contact_sheet(pictures, PAIR_WIDTH), HERE / "page-incomplet.png")


def main() -> None:
    """Write the pictures beside this script."""
    with TemporaryDirectory() as temporary:
        place = Path(temporary)
        complete = complete_folder(place / "complet")
        incomplete = incomplete_folder(place / "incomplet")
        faulty = faulty_folder(place / "fautes")
        draw_bundle(make_packet(complete))
        draw_incomplete(make_packet(incomplete))
        for name, command, workbook, rows in (
            ("verifier", "verifier", faulty, 36),
            ("generer", "generer", complete, 22),
            ("incomplet", "generer", incomplete, 30),
        ):
            save(draw_terminal(command, workbook, rows), HERE / f"terminal-{name}.png")
        for name, picture in draw_sheets(complete, place / "feuilles"):
            save(picture, HERE / f"classeur-{name}.png")
        for name, picture in page_views(faulty, complete, place / "page"):
            save(picture, HERE / f"web-{name}.png")


if __name__ == "__main__":
    main()

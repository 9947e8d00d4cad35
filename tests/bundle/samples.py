"""What the tests of the bundle share: parts, their PDFs, a whole bundle, pictures of pages."""

from collections.abc import Callable
from datetime import date
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import img2pdf
import pypdfium2
from msgspec import Struct
from msgspec.structs import replace
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas

from packetgen.bundle.assemble.assemble import assemble
from packetgen.bundle.assemble.part import Extract, PageSource
from packetgen.bundle.pages import bordereau as last
from packetgen.bundle.pages.bordereau import draw_bordereau
from packetgen.bundle.pages.drawing import draw_pages
from packetgen.bundle.pages.one_page import draw_absence, draw_cover
from packetgen.bundle.pages.sommaire import draw_sommaire, page_count
from packetgen.bundle.process.client import AssemblyRequest
from packetgen.model import bundle
from packetgen.model.bundle import SOMMAIRE, Cover, Ledger, Part, Plan, SourceFile, State, plan
from tests import heavy
from tests.pdfs import as_bytes

ABSENCE = ("Attendu de la banque le 12/11.", "Déposez-le, puis relancez.")
DATA = '{"association": "Les Jardins du 12-14", "é": 1}'.encode()

COVER = Cover(
    appel="AAP Contrat de ville 2026", destinataire="Communauté d’agglomération de Lens-Liévin",
    association="Les Jardins du 12-14", intitule="Jardins partagés au pied des tours",
    demande="Montant demandé à la CALL", montant="6 500 €", dauphin="DA26000417",
    pilier="Agir", theme="Habitat et cadre de vie", quartiers=("QP062024 – Cité 12 – 14",),
    dates="du 2 février au 30 novembre 2026", contenu="4 pièces, 9 pages",
    date="Établi le 3 novembre 2025",
)  # fmt: skip

PIECES = (
    Part("lettre", "Lettre au Président", 1, 1),
    Part("statuts", "Statuts", 3, 2, State.INTEGREE, "statuts.pdf"),
    Part("rib", "Relevé d’identité bancaire", 1, 3, State.ABSENTE),
    Part("comptes", "Comptes annuels", 2, 4, State.RESERVE, "comptes.pdf", ("page 2 réparée",)),
)
WORKBOOK = SourceFile("classeur.xlsx", "classeur Excel du projet", sha256(b"classeur").hexdigest())


class Bundle(Struct, frozen=True):
    path: Path
    ledger: Ledger
    pdfs: tuple[bytes, ...]
    json: bytes


def planned(pieces: tuple[Part, ...] = PIECES) -> Plan:
    couverture = Part(bundle.COUVERTURE, "Couverture", 1)
    sommaire = Part(SOMMAIRE, "Sommaire", page_count(pieces))
    bordereau = Part(bundle.BORDEREAU, "Bordereau", last.page_count(pieces))
    return plan((couverture, sommaire, *pieces, bordereau))


def entered(whole: Plan) -> Ledger:
    """The ledger of a bundle of this plan: each piece that is there came as a PDF."""
    sources = {}
    for part in (placed.part for placed in whole.pieces if placed.part.state.is_included):
        nature = "PDF" if part.fichier else "Word rempli par packetgen"
        file = part.fichier or f"{part.code}.docx"
        digest = sha256(part.titre.encode()).hexdigest()
        sources[part.numero] = SourceFile(file, nature, digest, part.pages)
    return Ledger("2026.1", whole, sources, (WORKBOOK,), {"dossier.json": sha256(DATA).hexdigest()})


def drawn(draw: Callable[..., None], *content: object) -> bytes:
    """A PDF of the pages that packetgen draws of a part."""
    [extract] = draw_pages([lambda canvas: draw(canvas, *content)])
    return extract.pdf


cover, sommaire = partial(drawn, draw_cover), partial(drawn, draw_sommaire)
bordereau, absence = partial(drawn, draw_bordereau), partial(drawn, draw_absence)


def own_pages(ledger: Ledger) -> list[Extract]:
    """The cover, the sommaire and the bordereau of a bundle, as pages of one PDF."""
    front = (partial(draw_cover, content=COVER), partial(draw_sommaire, plan=ledger.plan))
    return draw_pages([*front, partial(draw_bordereau, ledger=ledger)])


def piece(part: Part) -> bytes:
    if part.state is State.ABSENTE:
        return absence(part, *ABSENCE)
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in range(part.pages):
        canvas.drawString(90, 700, f"{part.code} {page + 1}")
        canvas.rect(90, 300, 200, 200 + 20 * page, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def linked(source: bytes) -> bytes:
    """The pages of a piece, a link of the first to the last, and an outline of its own."""
    with Pdf.open(BytesIO(source)) as pdf:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[90, 690, 200, 720])
        link.Dest = Array([pdf.pages[-1].obj, Name.Fit])
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
        with pdf.open_outline() as outline:
            outline.root.append(OutlineItem("Titre de l’annexe", 0))
        return as_bytes(pdf)


def scan(text: str = "Total des subventions : 6 500 euros") -> bytes:
    """A PDF of one page, an A4 sheet of small print seen by a scanner at 150 dpi."""
    return bytes(img2pdf.convert(heavy.scan(text, size=(1240, 1754)), nodate=True))


def make(path: Path, pieces: tuple[Part, ...] = PIECES) -> Bundle:
    ledger = entered(planned(pieces))
    written = (piece(placed.part) for placed in ledger.plan.pieces)
    pdfs = (cover(COVER), sommaire(ledger.plan), *written, bordereau(ledger))
    return Bundle(path, ledger, pdfs, write(path, ledger, pdfs))


def asked(ledger: Ledger) -> AssemblyRequest:
    return AssemblyRequest(
        ledger, COVER, pdfs={}, outlines={}, lighter={}, resampled=frozenset(),
        absences={3: ABSENCE}, attachments={"dossier.json": DATA}, title="Jardins partagés",
        author=COVER.association, subject=COVER.appel, today=date(2025, 11, 3), once=False,
    )  # fmt: skip


def write(path: Path, ledger: Ledger, pdfs: tuple[PageSource, ...]) -> bytes:
    """Assemble a bundle with the metadata that all these tests share."""
    return assemble(asked(ledger), pdfs, path)


def many(number: int) -> tuple[Part, ...]:
    titles = ("Statuts", "Rapport d’activité approuvé par l’assemblée générale " * 3)
    return tuple(
        replace(PIECES[1], titre=titles[place % 2].strip(), numero=place + 1, pages=1 + place % 3)
        for place in range(number)
    )


def squeezed(text: str) -> str:
    """A text without its spaces: readers vary on them."""
    return "".join(text.split())


def picture(pdf: bytes | Path, page: int = 0, scale: float = 1.0) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        seen: Image.Image = document[page].render(scale=scale, grayscale=True).to_pil()
        return seen


def differing(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """The box, in pixels from the top left, that holds all that two pictures differ by."""
    return ImageChops.difference(one, other).getbbox()

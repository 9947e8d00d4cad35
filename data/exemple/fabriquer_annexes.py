"""The invented annexes of the example, as such people have them."""

import random
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from fabriquer_dossier import DOSSIER, PORTEUR
from fabriquer_statuts import ARTICLES
from packetgen import resources
from packetgen.model.action import Action
from packetgen.model.campagne import Campagne
from packetgen.text import NBSP, euros, long_date

FONTS = resources.folder("fonts")
SERIF, SERIF_BOLD, SANS, SANS_BOLD = "Serif", "Serif-Bold", "Sans", "Sans-Bold"
for name, file in {
    SERIF: "LiberationSerif-Regular.ttf",
    SERIF_BOLD: "LiberationSerif-Bold.ttf",
    SANS: "LiberationSans-Regular.ttf",
    SANS_BOLD: "LiberationSans-Bold.ttf",
}.items():
    pdfmetrics.registerFont(TTFont(name, FONTS / file))

TITLE = ParagraphStyle("title", fontName=SERIF_BOLD, fontSize=18, leading=24, alignment=TA_CENTER)
HEADING = ParagraphStyle(
    "heading", fontName=SERIF_BOLD, fontSize=13.5, leading=20, spaceBefore=20, keepWithNext=True
)
BODY = ParagraphStyle(
    "body", fontName=SERIF, fontSize=13.5, leading=27, spaceBefore=11, alignment=TA_JUSTIFY
)
CENTRED = ParagraphStyle("centred", parent=BODY, alignment=TA_CENTER)


def platypus(file: Path, title: str, story: list[Flowable], margin: float = 25 * mm) -> None:
    """Write a flowing document with page numbers."""

    def page_number(canvas: Canvas, _: object) -> None:
        canvas.setFont(SERIF, 9)
        canvas.drawCentredString(A4[0] / 2, 15 * mm, f"{title} – page {canvas.getPageNumber()}")

    document = SimpleDocTemplate(
        str(file), pagesize=A4, title=title, author=PORTEUR.denomination, invariant=1,
        leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin,
    )  # fmt: skip
    document.build(story, onFirstPage=page_number, onLaterPages=page_number)


def statuts(file: Path) -> None:
    """Statuts of 8 pages, dated and signed by two dirigeants."""
    words = {"nom": PORTEUR.denomination, "adresse": f"{PORTEUR.adresse}, 62300 Lens"}
    story: list[Flowable] = [
        Spacer(1, 70 * mm),
        Paragraph(PORTEUR.denomination, TITLE),
        Spacer(1, 6 * mm),
        Paragraph("STATUTS", TITLE),
        Spacer(1, 14 * mm),
        Paragraph("Adoptés par l’assemblée générale constitutive du 12 mars 2018,", CENTRED),
        Paragraph("modifiés par l’assemblée générale du 21 mars 2023", CENTRED),
        PageBreak(),
    ]
    for number, (heading, body) in enumerate(ARTICLES.items(), start=1):
        story.append(Paragraph(f"Article {number} – {heading}", HEADING))
        story.append(Paragraph(body.format_map(words), BODY))
    story += [
        Spacer(1, 12 * mm),
        Paragraph("Fait à Lens, le 21 mars 2023.", BODY),
        Spacer(1, 8 * mm),
        Table(
            [["La présidente,", "Le trésorier,"], ["Nadia Wattrelos", "Émile Duquesnoy"]],
            colWidths=[75 * mm, 75 * mm], rowHeights=[22 * mm, 8 * mm],
            style=TableStyle([("FONT", (0, 0), (-1, -1), SERIF, 12)]),
        ),
    ]  # fmt: skip
    platypus(file, "Statuts", story, margin=31 * mm)


def dirigeants(file: Path) -> None:
    """The list of dirigeants: name, function, occupation, commune."""
    rows = [
        ["Nom et prénom", "Fonction", "Profession", "Commune"],
        ["WATTRELOS Nadia", "Présidente", "Infirmière", "Lens"],
        ["DUQUESNOY Émile", "Trésorier", "Comptable retraité", "Lens"],
        ["HANNEBICQUE Lucie", "Secrétaire", "Professeure des écoles", "Liévin"],
        ["BOUZIANE Samir", "Administrateur", "Paysagiste", "Lens"],
        ["LECŒUVRE Maïté", "Administratrice", "Retraitée", "Avion"],
    ]
    table = Table(rows, colWidths=[48 * mm, 34 * mm, 46 * mm, 30 * mm], rowHeights=10 * mm)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), SERIF, 11),
                ("FONT", (0, 0), (-1, 0), SERIF_BOLD, 11),
                ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#888888")),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    story: list[Flowable] = [
        Paragraph(PORTEUR.denomination, TITLE),
        Paragraph("Liste des dirigeants", TITLE),
        Spacer(1, 8 * mm),
        Paragraph("Conseil d’administration élu par l’assemblée générale du 18 mars 2025.", BODY),
        Spacer(1, 6 * mm),
        table,
        Spacer(1, 12 * mm),
        Paragraph("Certifié exact, à Lens, le 20 mars 2025. La présidente, Nadia Wattrelos", BODY),
    ]
    platypus(file, "Liste des dirigeants", story)


def recepisse(file: Path) -> None:
    """A récépissé de déclaration, of the kind a sous-préfecture sends."""
    story: list[Flowable] = [
        Paragraph("Sous-préfecture (document d’exemple)", CENTRED),
        Spacer(1, 14 * mm),
        Paragraph("Récépissé de déclaration de création", TITLE),
        Paragraph(f"de l’association n° {PORTEUR.rna}", TITLE),
        Spacer(1, 14 * mm),
        Paragraph(
            "Vu la loi du 1er juillet 1901 relative au contrat d’association et le décret du 16"
            " août 1901, donne récépissé à Madame la présidente d’une déclaration en date du 14"
            " mars 2018 faisant connaître la constitution d’une association ayant pour titre :",
            BODY,
        ),
        Spacer(1, 6 * mm),
        Paragraph(PORTEUR.denomination.upper(), CENTRED),
        Spacer(1, 6 * mm),
        Paragraph(f"dont le siège social est situé : {PORTEUR.adresse}, 62300 Lens.", BODY),
        Paragraph("Publication au Journal officiel du 24 mars 2018, annonce n° 812.", BODY),
        Spacer(1, 16 * mm),
        Paragraph("Lens, le 19 mars 2018", BODY),
    ]
    platypus(file, "Récépissé", story)


def typed(value: str) -> str:
    """Return a value as someone types it in a PDF form: a plain keyboard, lines of the box."""
    keyboard = str.maketrans({"’": "'", "–": "-", "€": "euros", "\u00a0": " "})
    return "\n".join(
        line for text in value.translate(keyboard).splitlines() for line in wrap(text, 92)
    )


def cerfa(file: Path, action: Action, campagne: Campagne) -> None:
    """A filled PDF form with the layout of a grant request: real AcroForm fields."""
    canvas = Canvas(str(file), pagesize=A4, invariant=1)
    canvas.setTitle("Demande de subvention (exemple)")
    form: Any = canvas.acroForm  # its stubs take whole numbers only
    width, height = A4
    blue = HexColor("#1f3864")

    def header(title: str) -> float:
        canvas.setFillColor(blue)
        canvas.rect(0, height - 28 * mm, width, 28 * mm, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont(SANS_BOLD, 15)
        canvas.drawString(20 * mm, height - 17 * mm, title)
        canvas.setFont(SANS, 8)
        canvas.drawString(20 * mm, height - 23 * mm, "Formulaire d’exemple, personnes inventées")
        canvas.setFillColor(black)
        return height - 42 * mm

    def field(name: str, label: str, value: str, top: float, tall: float = 8 * mm) -> float:
        canvas.setFont(SANS, 9)
        canvas.drawString(20 * mm, top, label)
        form.textfield(
            name=name, value=typed(value), x=20 * mm, y=top - tall - 1.5 * mm, width=170 * mm,
            height=tall, fontSize=10, borderWidth=0.5, fillColor=HexColor("#eef2fa"),
            fieldFlags="multiline" if tall > 8 * mm else "", forceBorder=True,
        )  # fmt: skip
        return top - tall - 8 * mm

    top = header(f"Demande de subvention {campagne.annee} – Dossier {action.numero_dauphin}")
    for name, label, value in (
        ("denomination", "Nom – dénomination", PORTEUR.denomination),
        ("siret", "Numéro SIRET", PORTEUR.siret),
        ("rna", "Numéro RNA", PORTEUR.rna),
        ("siege", "Adresse du siège social", f"{PORTEUR.adresse}, 62300 Lens"),
        ("representant", "Représentant légal", "Nadia Wattrelos, présidente"),
        ("courriel", "Courriel", PORTEUR.courriel),
    ):
        top = field(name, label, value, top)
    canvas.showPage()

    top = header("Projet – objet de la demande")
    top = field("intitule", "Intitulé", action.intitule, top)
    top = field("objectifs", "Objectifs", action.objectifs, top, 34 * mm)
    described = f"Pilier : {action.pilier}.\n{action.deroule}"
    top = field("description", "Description", described, top, 48 * mm)
    top = field("publics", "Bénéficiaires", f"{action.public_nombre} – {action.public_ages}", top)
    if action.date_debut and action.date_fin:
        dates = f"du {long_date(action.date_debut)} au {long_date(action.date_fin)}"
        top = field("dates", "Période", dates, top)
    canvas.showPage()

    top = header("Budget du projet")
    for cote in ("charges", "produits"):
        total = Decimal(0)
        for compte in campagne.comptes:
            for ligne in compte.lignes if compte.cote == cote else ():
                amount = action.budget.montant(ligne.code)
                if not amount:
                    continue
                total += amount
                canvas.setFont(SANS, 9)
                canvas.drawString(20 * mm, top, f"{ligne.numero} {ligne.libelle}"[:80])
                form.textfield(
                    name=f"budget.{ligne.code}", value=typed(euros(amount)),
                    x=150 * mm, y=top - 2 * mm, width=40 * mm, height=6 * mm, fontSize=9,
                    borderWidth=0.5, fillColor=HexColor("#eef2fa"), forceBorder=True,
                )  # fmt: skip
                top -= 8 * mm
        canvas.setFont(SANS_BOLD, 9)
        canvas.drawString(20 * mm, top, f"Total des {cote} : {euros(total)}")
        top -= 12 * mm
    canvas.showPage()
    canvas.save()


def group_iban(iban: str) -> str:
    """Return an IBAN in groups of four, as printed on a RIB."""
    packed = "".join(iban.split())
    return NBSP.join(packed[start : start + 4] for start in range(0, len(packed), 4))


def rib(file: Path) -> None:
    """A RIB photographed with a telephone held sideways: EXIF says how to turn it."""
    random.seed(1214)
    desk = Image.new("RGB", (1500, 2000), "#7d6a58")
    grain = Image.effect_noise(desk.size, 26).convert("RGB")
    desk = Image.blend(desk, grain, 0.12)
    paper = Image.new("RGB", (1240, 760), "#f7f5ef")
    draw = ImageDraw.Draw(paper)
    bold = ImageFont.truetype(str(FONTS / "LiberationSans-Bold.ttf"), 44)
    plain = ImageFont.truetype(str(FONTS / "LiberationSans-Regular.ttf"), 32)
    draw.rectangle((0, 0, 1240, 110), fill="#1c4587")
    draw.text((50, 30), "BANQUE DU BASSIN MINIER", font=bold, fill="white")
    lines = [
        "RELEVÉ D’IDENTITÉ BANCAIRE",
        "",
        f"Titulaire : {PORTEUR.denomination.upper()}",
        "14 RUE DES CORDIERS – 62300 LENS",
        "",
        "Banque 20041   Guichet 01005   Compte 0500013M026   Clé 06",
        f"IBAN : {group_iban(PORTEUR.iban)}",
        f"BIC : {PORTEUR.bic}",
        "Domiciliation : LENS CENTRE (document d’exemple)",
    ]
    for row, line in enumerate(lines):
        draw.text((50, 150 + row * 62), line, font=plain, fill="#222222")
    shadow = Image.new("L", desk.size, 0)
    ImageDraw.Draw(shadow).rectangle((120, 640, 1400, 1430), fill=120)
    desk.paste("#3b3128", (0, 0), shadow.filter(ImageFilter.GaussianBlur(25)))
    turned = paper.rotate(1.6, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=None)
    mask = Image.new("L", paper.size, 255).rotate(1.6, expand=True)
    desk.paste(turned, (110, 620), mask)
    light = Image.linear_gradient("L").resize(desk.size).rotate(180)
    photo = Image.composite(desk, desk.point(lambda value: int(value * 0.86)), light)
    sideways = photo.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # the viewer turns it a quarter clockwise
    exif[0x010F] = "Telephone"
    sideways.save(file, quality=82, exif=exif)


def write_all(folder: Path, campagne: Campagne) -> None:
    """Write every annex of the example into `folder`."""
    statuts(folder / "statuts.pdf")
    dirigeants(folder / "liste des dirigeants.pdf")
    recepisse(folder / "récépissé.pdf")
    rib(folder / "RIB.jpg")
    names = [piece.fichier for piece in DOSSIER.pieces if piece.code == "cerfa"]
    for name, action in zip(names, DOSSIER.actions, strict=True):
        cerfa(folder / name, action, campagne)

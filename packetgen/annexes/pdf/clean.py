"""A PDF made safe to bind: nothing active, no form, no name shared with another file."""

import io
import re
from contextlib import suppress

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from pypdfium2 import raw

from packetgen.annexes.image import metadata
from packetgen.annexes.notes import Notes, said, unusable
from packetgen.annexes.pdf import a4, compare, damage, forms, layers, links, streams
from packetgen.annexes.pdf.compare import PageLook
from packetgen.annexes.pdf.damage import Damaged, Locked
from packetgen.bundle import tags
from packetgen.bundle.element import Element, Mark, Reference
from packetgen.bundle.pdf_page import items, object_id, view
from packetgen.resources import table
from packetgen.text import count, enumerate_words

WRITTEN = table(__file__, "clean.toml")
PAGE_KEYS = frozenset(WRITTEN["page_keys"])
PLEASE_WAIT = re.compile("|".join(WRITTEN["please_wait"]), re.IGNORECASE)
# Says « fast web view », whose tables no reader heeds: qpdf finds them wrong in many a sound file
LINEARIZED = re.compile(rb"/Linearized(?=\s*[\d.])")
LINEARIZED_WITHIN = 1024
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# Attached to each bundle by packetgen.pipeline.record
OWN_RECORD = "packetgen.json"
MEDIA = ("/RichMediaContent", "/3DD")
SIGNATURE = re.compile(rb"/FT /Sig\b.*/V ", re.DOTALL)
SCRIPT = re.compile(rb"/S /JavaScript\b")
OUTSIDE_ACTION = re.compile(rb"/S /(?:Launch|GoToR|GoToE|SubmitForm|ImportData)\b")


def open_pdf(data: bytes) -> Pdf:
    """Return an open PDF; raise AnnexRefused when it needs a password or cannot be read."""
    streams.limit_decoding()
    if marked := LINEARIZED.search(data, 0, LINEARIZED_WITHIN):
        data = data[: marked.start()] + b"/Unheeded__" + data[marked.end() :]
    try:
        opened = pikepdf.open(io.BytesIO(data))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        is_locked = isinstance(error, pikepdf.PasswordError) or "encryption" in str(error)
        raise Locked(said("locked")) if is_locked else Damaged(said("broken")) from error
    for item in opened.objects:
        if isinstance(item, Stream):
            streams.undo_letters(item)
    return opened


def inspect(pdf: Pdf, data: bytes, notes: Notes, source: bytes | None, *, mended: bool) -> None:
    """Say what the file loses in being bound, and what was wrong with it.

    `mended` is whether PDFium wrote it again, for qpdf could not read it. Raises AnnexRefused when
    its visible pages would not be its document.
    """
    damage.reserve(pdf, data, notes, source, mended=mended)
    _refuse_disguised(pdf, data)
    _tell_losses(pdf, notes)


def clean_pdf(pdf: Pdf, notes: Notes) -> list[PageLook]:
    """Make a PDF safe to bind and put its pages on A4, in place; return how each then looks."""
    odd = compare.odd_pages(pdf)
    looks = [PageLook(view(page).box, rank in odd) for rank, page in enumerate(pdf.pages)]
    spoken, annotations = _spoken(pdf, notes), _annotations(pdf)
    kept_links = links.collect(pdf)
    language = pdf.Root.get("/Lang")
    _remove_private(pdf)
    if hidden := layers.remove_hidden(pdf):
        names = enumerate_words(f"« {name} »" for name in hidden)
        layers_off = count(len(hidden), "calque masqué", "calques masqués")
        notes.reserve(f"{layers_off} non repris : {names}")
    layers.release(pdf)
    for page, look in zip(pdf.pages, looks, strict=True):
        look.hides = bool(hidden)
        streams.drop(page.obj, page.obj.keys() - PAGE_KEYS)
        a4.enclose(pdf, page)
    forms.flatten(pdf, looks, notes)
    streams.drop(pdf.Root, pdf.Root.keys() - {"/Type", "/Pages"})
    matrices = a4.place_on_a4(pdf, notes)
    for look, matrix in zip(looks, matrices, strict=True):
        look.move(matrix)
    links.write(pdf, kept_links, matrices)
    if spoken:
        _speak(pdf, spoken, annotations)
    if isinstance(language, String) and LANGUAGE.fullmatch(str(language)):
        pdf.Root.Lang = language
    return looks


def _spoken(pdf: Pdf, notes: Notes) -> list[Element]:
    """Return the tags of a file; those that cannot be followed are not taken."""
    with suppress(tags.Unreadable):
        return tags.Reading(pdf).elements
    notes.change("balises de lecture à voix haute abîmées, non reprises")
    return []


def _annotations(pdf: Pdf) -> list[list[tuple[int, int]]]:
    return [[object_id(each) for each in items(page.obj.get("/Annots"))] for page in pdf.pages]


def _speak(pdf: Pdf, elements: list[Element], before: list[list[tuple[int, int]]]) -> None:
    """Give a file its tags again: what each page drew is in a form, some links are gone."""
    after = _annotations(pdf)
    for each in (each for top in elements for each in top.elements()):
        for kid in list(each.kids):
            if isinstance(kid, Mark) and kid.stream is None:
                kid.stream = pdf.pages[kid.page].obj.Resources.XObject["/Page"]
            elif isinstance(kid, Reference):
                link = before[kid.page][kid.place]
                if link in after[kid.page]:
                    kid.place = after[kid.page].index(link)
                else:
                    each.kids.remove(kid)
    inside = [top.kids if top.role == "Document" else [top] for top in elements]
    tags.write(pdf, [kid for kids in inside for kid in kids])


def _refuse_disguised(pdf: Pdf, data: bytes) -> None:
    """Refuse the files whose pages only say to open them elsewhere, and our own bundles."""
    if OWN_RECORD in pdf.attachments:
        raise unusable("bundle")
    if "/Collection" in pdf.Root and len(pdf.attachments):
        raise unusable("portfolio", files=count(len(pdf.attachments), "fichier"))
    if _is_dynamic(pdf, data):
        raise unusable("adobe")


def _is_dynamic(pdf: Pdf, data: bytes) -> bool:
    """Tell whether the pages are made when the file is opened: all blank, or asking to wait."""
    has_xfa = "/XFA" in streams.within(pdf.Root, "/AcroForm")
    if has_xfa and pdf.Root.get("/NeedsRendering", False) is True:
        return True
    if not has_xfa and len(pdf.pages) > 1:
        return False
    with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage().get_text_range()
        if PLEASE_WAIT.search(" ".join(text.split())):
            return True
        return has_xfa and not any(
            any(page.get_objects(max_depth=1)) or raw.FPDFPage_GetAnnotCount(page)
            for page in document
        )
    return False


def _tell_losses(pdf: Pdf, notes: Notes) -> None:
    """Say what does not follow the pages: restrictions, signatures, joined files, scripts."""
    if pdf.is_encrypted:
        notes.change("restrictions d’impression ou de copie levées")
    # Written out, an object shows its inner dictionaries too
    texts = [o.unparse(resolved=True) for o in pdf.objects if isinstance(o, Array | Dictionary)]
    if any(SIGNATURE.search(text) for text in texts):
        notes.signed = True
        notes.reserve(said("signed"))
    if any(b"/EF " in text for text in texts) and (files := _joined_files(pdf)):
        joined = count(files, "fichier joint", "fichiers joints")
        notes.reserve(f"{joined} au PDF, à donner à part")
    if any(SCRIPT.search(text) for text in texts):
        notes.change("scripts retirés")
    if any(OUTSIDE_ACTION.search(text) for text in texts):
        notes.change("actions vers l’extérieur retirées")


def _joined_files(pdf: Pdf) -> int:
    """Return the number of files that something leads to: the document, a page, an annotation."""
    # The parts of a video or of an animation are said with its page
    holders = (each for each in streams.reachable([pdf.Root], MEDIA) if not isinstance(each, Array))
    copies = (each["/EF"] for each in holders if isinstance(each.get("/EF"), Dictionary))
    return len({next(iter(each.values())).objgen for each in copies if each.keys()})


def _remove_private(pdf: Pdf) -> None:
    for item in pdf.objects:
        if not isinstance(item, Dictionary | Stream):
            continue
        streams.drop(item, (key for key in ("/AF", "/Metadata", "/PieceInfo") if key in item))
        if isinstance(item, Stream) and item.get("/Filter") == Name.DCTDecode:
            photo = item.read_raw_bytes()
            with suppress(ValueError):
                if (stripped := metadata.strip(photo)) != photo:
                    streams.write_coded(item, stripped, item)
        elif isinstance(item, Stream):
            streams.end_flushed(item)
    streams.drop(pdf.trailer, pdf.trailer.keys() & {"/Info", "/ID", "/DocChecksum"})

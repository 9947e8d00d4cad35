"""The bundle as one PDF: parts appended and stamped, links, outline, labels, data attached."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from packetgen.bundle import tags
from packetgen.bundle.assemble import stamp
from packetgen.bundle.assemble.part import Extract, PageSource, opened, pages_of, pdf_of, tagged
from packetgen.bundle.element import Element, Kid, Reference
from packetgen.bundle.ledger import DESCRIPTION, NAME, seal, to_json
from packetgen.bundle.pages import drawing, sommaire
from packetgen.bundle.pdf_page import ObjectId
from packetgen.bundle.process.client import AssemblyRequest
from packetgen.bundle.proof import fingerprint, printed, structure
from packetgen.errors import BundleUnproved
from packetgen.model.bundle import SOMMAIRE, Fingerprints, Ledger, PlacedPart, Plan, outline_title
from packetgen.system.files import cannot_write
from packetgen.text import count

DATA = "Données du dossier"
UNWRITTEN = " Aucun paquet n’a été écrit : relancez, et si cela se répète, signalez-le."
CANNOT_JOIN = " ne peut pas être réunie aux autres"
# Dictionaries that may serve at several places; a page or an annotation is of one place alone
SHARED = (Name.Font, Name.FontDescriptor, Name.Encoding, Name.ExtGState)


def assemble(request: AssemblyRequest, origins: Sequence[PageSource], destination: Path) -> bytes:
    """Write a bundle, an origin per part of its plan, to `destination`.

    Where what several parts share is to be written once, objects are packed too. Returns the
    ledger as the JSON attached beside the other files. The same arguments write the same bytes.
    Raises BundleUnproved for a part that cannot be read, or has not the planned pages, CannotWrite.
    """
    ledger, today = request.ledger, request.today
    with Pdf.new() as bundle, ExitStack() as stack:
        parts = _append(bundle, ledger, origins, stack)
        _link_sommaire(bundle, ledger.plan, parts)
        _outline(bundle, ledger.plan)
        _describe(bundle, request)
        _attach(bundle, request.attachments, today)
        for holder, _, key, _ in structure.foreign(bundle):
            del holder[key]
        tags.write(bundle, parts)
        prints = _fingerprints(bundle, ledger.plan, parts)
        printed.print_seal(bundle, ledger.plan, seal(ledger, prints))
        written = to_json(ledger, prints)
        _attach(bundle, {NAME: written}, today)
        if request.once:
            merge_equal_objects(bundle)
        _write(bundle, destination, packed=request.once)
    return written


def _append(
    bundle: Pdf, ledger: Ledger, origins: Sequence[PageSource], stack: ExitStack
) -> list[Element]:
    """Append the pages of each part, stamped; return the tags of each."""
    wanted = ledger.stamps()
    texts = list(dict.fromkeys(chain.from_iterable(wanted)))
    stamps = {drawn.text: drawn for drawn in stamp.draw_stamps(texts, bundle)}

    def stamped(number: int, tag: str) -> Object | None:
        here = [stamps[text] for text in wanted[number]]
        return stamp.apply(bundle.pages[number], here, bundle, tag) if here else None

    # All are open until the bundle is written, which reads their streams
    drawn = {each.pdf for each in origins if isinstance(each, Extract) and not each.marked}
    shared: dict[Path | bytes, Pdf] = {pdf: stack.enter_context(opened(pdf)) for pdf in drawn}
    parts = []
    for placed, origin in zip(ledger.plan.parts, origins, strict=True):
        planned = placed.part.pages
        try:
            source = shared.get(pdf_of(origin)) or stack.enter_context(opened(origin))
            pages = pages_of(origin, source)
            if len(pages) == planned:
                bundle.add_pages_from(source, pages)
                parts.append(tagged(bundle, placed, origin, source, stamped))
        except Exception as error:
            raise _refusal(placed, CANNOT_JOIN) from error
        if len(pages) != planned:
            raise _refusal(placed, f" : {count(len(pages), 'page')} au lieu de {planned}")
    return parts


def _refusal(placed: PlacedPart, wrong: str) -> BundleUnproved:
    part = placed.part
    piece = f"La pièce {part.numero}, " if part.numero else "La partie "
    return BundleUnproved(f"{piece}« {part.titre} »{wrong}.{UNWRITTEN}")


def _link_sommaire(bundle: Pdf, plan: Plan, parts: Sequence[Element]) -> None:
    pairs = zip(plan.parts, parts, strict=True)
    [(first, own)] = [(each.first, tag) for each, tag in pairs if each.part.code == SOMMAIRE]
    lines = sommaire.lay_out([placed.part for placed in plan.parts])
    entries = (each for each in own.elements() if each.role == "Link")
    for line, piece in zip(lines, plan.pieces, strict=True):
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([drawing.MARGIN, line.bottom, drawing.WIDTH - drawing.MARGIN, line.top]),
            Border=Array([0, 0, 0]),
            Dest=Array([bundle.pages[piece.first - 1].obj, Name.Fit]),
            Contents=String(f"{outline_title(piece.part)}, page {piece.first}"),
        )
        number = first - 1 + line.page
        page = bundle.pages[number].obj
        if Name.Annots not in page:
            page.Annots = Array()
        next(entries, own).kids.append(Reference(number, len(page.Annots)))
        page.Annots.append(bundle.make_indirect(link))


def _fingerprints(bundle: Pdf, plan: Plan, parts: Sequence[Kid]) -> Fingerprints:
    """Return what each page holds, and the properties; a part that cannot all be read is named."""
    digester, pages = fingerprint.Digester(bundle), []
    for placed in plan.parts:
        numbers = range(placed.first - 1, placed.last)
        try:
            pages.extend([digester.fingerprint(number)[0] for number in numbers])
        except Exception as error:
            raise _refusal(placed, CANNOT_JOIN) from error
    properties = structure.properties(bundle, [Element("Document", [*parts])])
    return Fingerprints(tuple(pages), properties)


def _outline(bundle: Pdf, plan: Plan) -> None:
    with bundle.open_outline() as outline:
        # those of the documents, which pikepdf appends with their pages
        outline.root.clear()
        outline.root.extend(
            pikepdf.OutlineItem(outline_title(placed.part), placed.first - 1, "Fit")
            for placed in plan.parts
        )


def _describe(bundle: Pdf, request: AssemblyRequest) -> None:
    """Say in the file what it is, and how a reader opens it: outline shown, title in the bar."""
    moment = f"D:{request.today:%Y%m%d}000000Z"
    described = {"/Author": request.author, "/Subject": request.subject}
    described |= dict.fromkeys(("/Creator", "/Producer"), "packetgen")
    described |= dict.fromkeys(("/CreationDate", "/ModDate"), moment)
    tags.describe(bundle, request.title)
    for key, value in described.items():
        bundle.docinfo[key] = String(value)
    bundle.Root.PageMode = Name.UseOutlines
    bundle.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def _attach(bundle: Pdf, files: Mapping[str, bytes], today: date) -> None:
    moment = f"D:{today:%Y%m%d}000000Z"
    dated: Any = {"creation_date": moment, "mod_date": moment}
    if Name.AF not in bundle.Root:
        bundle.Root.AF = Array()
    for name, content in files.items():
        said = DESCRIPTION if name == NAME else DATA
        file = pikepdf.AttachedFileSpec(
            bundle, content, filename=name, description=said, mime_type="application/json", **dated
        )
        file.relationship = Name.Data
        bundle.attachments[name] = file
        bundle.Root.AF.append(file.obj)


def _write(bundle: Pdf, destination: Path, *, packed: bool) -> None:
    """Write the file with an identifier drawn from its bytes, not from chance."""
    # Objects packed in streams weigh a twentieth less, but a reader that wants one parses all
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    # In memory first: qpdf ends the whole process when a write to the disk fails
    content = BytesIO()
    try:
        bundle.save(content, min_version="1.7", object_stream_mode=mode, static_id=True)
    except pikepdf.PdfError as error:
        raise BundleUnproved(
            "Les pages du paquet ne peuvent pas être réunies en un fichier."
            " Relancez, et si cela se répète, signalez-le."
        ) from error
    structure.identify(content.getbuffer())
    try:
        destination.write_bytes(content.getbuffer())
    except OSError as error:
        raise cannot_write(destination, error) from error


def merge_equal_objects(pdf: Pdf) -> None:
    """Have one object stand for all those that hold the same: a font, a photo of several pieces.

    What holds merged objects may then be the same too: until there are none left.
    """
    digests: dict[ObjectId, bytes] = {}
    gone: set[ObjectId] = set()
    while twins := _twins(pdf, digests, gone):
        for item in pdf.objects:
            _redirect(pdf, item, twins)
        gone |= twins.keys()


def _twins(
    pdf: Pdf, digests: dict[ObjectId, bytes], gone: Collection[ObjectId]
) -> dict[ObjectId, ObjectId]:
    """Return the objects to replace, each with the first that holds the same.

    `digests` are those of the streams' data, kept from one call to the next; objects `gone` are
    those replaced already.
    """
    first: dict[bytes, ObjectId] = {}
    twins = {}
    for item in pdf.objects:
        is_typed = isinstance(item, Dictionary) and item.get(Name.Type) in SHARED
        if not (is_typed or isinstance(item, Stream | Array)) or item.objgen in gone:
            continue
        if isinstance(item, Stream):
            if item.objgen not in digests:
                digests[item.objgen] = sha256(item.read_raw_bytes()).digest()
            text = item.stream_dict.unparse(resolved=True) + digests[item.objgen]
        else:
            text = item.unparse(resolved=True)
        key = first.setdefault(text, item.objgen)
        if key != item.objgen:
            twins[item.objgen] = key
    return twins


def _redirect(pdf: Pdf, holder: Any, twins: dict[ObjectId, ObjectId]) -> None:  # noqa: ANN401
    """Have what an object refers to, directly or within it, be the one of its twins that stays."""
    places: Iterable[Any] = range(len(holder)) if isinstance(holder, Array) else ()
    if isinstance(holder, Stream | Dictionary):
        places = holder.keys()
    for place in places:
        thing = holder[place]
        if not isinstance(thing, Object):
            continue
        if thing.objgen in twins:
            holder[place] = pdf.get_object(twins[thing.objgen])
        elif not thing.is_indirect:
            _redirect(pdf, thing, twins)

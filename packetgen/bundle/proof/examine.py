"""Prove a bundle from its file alone, against the ledger attached to it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from difflib import SequenceMatcher
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

from msgspec import to_builtins
from msgspec.structs import replace
from pikepdf import Name, PasswordError, Pdf, settings
from pypdfium2 import PdfDocument, raw

from packetgen import resources
from packetgen.bundle.ledger import DESCRIPTION, NAME, Carried, from_json
from packetgen.bundle.proof import fingerprint, printed, structure
from packetgen.bundle.proof.printed import on_page, owners
from packetgen.bundle.tags import Reading, Unreadable
from packetgen.model.bundle import Difference, Examination, Fingerprint, Fingerprints, Part, Plan
from packetgen.text import count, enumerate_words

# Of one stream of operators or of a font, in bytes: no true page comes near
MOST_DECODED = 200_000_000

SAYS = resources.table(__file__, "examine.toml")
CAUSES, END_WITHIN = (SAYS["damaged"], SAYS["ambiguous"]), 2048
FIRST_PAGES, MOST_TEXT = 2, 5_000
Pages = Sequence[Fingerprint]
HARMLESS = "handled correctly by qpdf and most other applications"


def handle(path: str, data: str) -> tuple[object, str]:
    """Return what was found in a bundle, and its attachment named `data`, in a process of its own.

    They are told of one that was altered too, to say whose it is: nobody counts on it.
    """
    found, content = examine(Path(path)), b""
    if found.ledger:
        with Pdf.open(path) as pdf:
            content = structure.attached(pdf).get(data, b"")
    if not found.is_proved:
        found = replace(found, text=_text(path))
    return to_builtins(found, str_keys=True), content.decode("utf-8", "replace")


def _text(path: str) -> str:
    """Return the text of the first pages of a file, to say what it is."""
    with suppress(Exception), PdfDocument(path) as document:
        first = (document[number] for number in range(min(len(document), FIRST_PAGES)))
        return "\n".join(page.get_textpage().get_text_bounded() for page in first)[:MOST_TEXT]
    return ""


def examine(path: Path) -> Examination:
    """Check the file at `path` against the ledger attached to it; nothing is ever raised.

    A hostile file may take long: callers set their own limit of time.
    """
    try:
        with _bounded(), Pdf.open(path) as pdf:
            files = structure.attached(pdf)
            if NAME not in files:
                if str(pdf.docinfo.get(Name.Creator, "")) != "packetgen":
                    return Examination(problem=SAYS["not_ours"])
                return Examination(differences=(Difference(SAYS["no_ledger"]),))
            try:
                carried = ledger, prints, seal = from_json(files[NAME])
            except ValueError:
                return Examination(differences=(Difference(SAYS["wrong_ledger"]),))
            tags, properties = _said(pdf)
            if prints.properties is not None:
                printed.print_seal(pdf, ledger.plan)
            listed = differences(path, pdf, fingerprint.Digester(pdf), carried, tags)
            # the cause first: a damaged file shows other pages
            found = tuple(sorted(_until_damage(listed), key=lambda one: one.text not in CAUSES))
            found = found or tuple(_until_damage(_read_otherwise(path, pdf, carried, properties)))
            if found and found[0].text in CAUSES and _is_cut(path):
                found = (Difference(SAYS["cut"]), *found)
            notes = () if found else tuple(_notes(path, prints, properties))
            return Examination(ledger, seal, found, notes)
    except PasswordError:
        return Examination(problem=SAYS["protected"])
    except Exception:  # noqa: BLE001 - whatever the libraries raise on a hostile or damaged file
        cut = SAYS["cut_pdf"].format(SAYS["cut"])
        return Examination(problem=cut if _is_cut(path) else SAYS["no_pdf"])


def _is_cut(path: Path) -> bool:
    """Whether a PDF lacks its end, as one that was not received or saved whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return content.startswith(b"%PDF-") and b"%%EOF" not in content[-END_WITHIN:]


def _said(pdf: Pdf) -> tuple[Reading | None, dict[str, str]]:
    """Return the tags of a file, None for those that cannot be read, and its properties."""
    with suppress(Unreadable):
        tags = Reading(pdf)
        return tags, structure.properties(pdf, tags.elements, tags.unheld)
    return None, structure.properties(pdf, None)


def _by_pdfium(file: Path | BytesIO) -> Pdf:
    """Return what PDFium finds in a file, by its own reading of the tables, as it writes it."""
    copy = BytesIO()
    with PdfDocument(file) as document:
        document.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
    return Pdf.open(copy)


def _read_otherwise(
    path: Path, pdf: Pdf, carried: Carried, properties: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield a difference if readers may find other objects in the file than qpdf did, as `pdf`.

    Some start with the first table of a file that says that it is linearized, as others do with
    the last: both are one.
    """
    ledger, prints, seal = carried
    with _by_pdfium(path) as other:
        # of a file that is protected, PDFium leaves them so
        if Name.Metadata in other.Root:
            del other.Root.Metadata
        tags, said = _said(other)
        expected = {key: each for key, each in properties.items() if key != "/Metadata"}
        same = said == expected and from_json(structure.attached(other)[NAME])[2] == seal
        if prints.properties is not None:
            printed.print_seal(other, ledger.plan)
        same = same and not any(structure.differences(other, ledger, tags))
        pages = _pages(fingerprint.Digester(other), prints)
    if same and pages != prints.pages:
        # it writes real numbers in single precision: those of `pdf` too
        pdf.save(written := BytesIO())
        with _by_pdfium(written) as again:
            same = pages == _pages(fingerprint.Digester(again), prints)
    content = path.read_bytes()
    if not (same and structure.has_one_start(content) and structure.has_plain_tables(content)):
        yield Difference(SAYS["ambiguous"])


@contextmanager
def _bounded() -> Iterator[None]:
    """Refuse streams that decode to too much; qpdf has one limit for the whole process."""
    limit = int(settings.set_qpdf_limits(flate_max_memory=MOST_DECODED)["flate_max_memory"])
    try:
        yield
    finally:
        settings.set_qpdf_limits(flate_max_memory=limit)


def _until_damage(found: Iterator[Difference]) -> Iterator[Difference]:
    """Yield differences; a file that cannot be read further is one."""
    try:
        yield from found
    except Exception:  # noqa: BLE001 - as above
        yield Difference(SAYS["damaged"])


def _notes(path: Path, prints: Fingerprints, properties: Mapping[str, str]) -> Iterator[str]:
    if prints.properties is None:
        yield SAYS["former"]
        return
    expected = {**prints.properties, f"/Desc {NAME}": DESCRIPTION}
    if changed := structure.changed(expected, properties):
        yield SAYS["changed"].format(enumerate_words(changed))
    elif not structure.is_as_written(memoryview(path.read_bytes())):
        yield SAYS["saved"]


def _pages(digester: fingerprint.Digester, prints: Fingerprints) -> tuple[Fingerprint, ...]:
    """Return the fingerprints of the pages, less what no page of a former ledger says."""
    pages = digester.fingerprints().pages
    if any(len(page.images) > fingerprint.DIGITS for page in prints.pages):
        return pages
    return tuple(replace(page, images=page.images[: fingerprint.DIGITS]) for page in pages)


def differences(
    path: Path, pdf: Pdf, digester: fingerprint.Digester, carried: Carried, tags: Reading | None
) -> Iterator[Difference]:
    """Yield whatever of the file, opened as `pdf`, is not as the ledger that it carries says."""
    ledger, prints, seal = carried
    yield from structure.differences(pdf, ledger, tags)
    plan, found = ledger.plan, _pages(digester, prints)
    yield from _page_differences(plan, prints.pages, found)
    # All that draws was read by now
    if any(HARMLESS not in str(warning) for warning in pdf.get_warnings()):
        yield Difference(SAYS["ambiguous"])
    with PdfDocument(path) as document:
        counted = {len(document), len(found)} - {plan.pages}
        if counted:
            yield Difference(f"{count(max(counted), 'page')} au lieu de {plan.pages}")
        pairs = list(zip(found, prints.pages, strict=False))
        if counted or any(one != other and one in prints.pages for one, other in pairs):
            # Pages are not in their places: all that leads to them is wrong too, and known
            return
        known = {number for number, (one, other) in enumerate(pairs, 1) if one != other}
        units = [float(page.obj.get(Name.UserUnit, 1)) for page in pdf.pages]
        yield from printed.stamps(document, ledger, units, known)
        yield from printed.sommaire(document, plan)
        yield from printed.outline(document, plan)
        yield from printed.labels(document, plan)
        yield from printed.sealed(document, plan, seal)


def _page_differences(plan: Plan, expected: Pages, found: Pages) -> Iterator[Difference]:
    """Yield what became of each page that is not in its place as it was made."""
    parts = owners(plan)
    steps = SequenceMatcher(None, expected, found, autojunk=False).get_opcodes()
    # All places are from 0: those of pages lost, and of those come instead
    runs = [(range(*step[1:3]), range(*step[3:5])) for step in steps if step[0] != "equal"]
    come = {found[other]: other for _, others in runs for other in others}
    lost = [place for places, _ in runs for place in places]
    moved = {place: come[expected[place]] for place in lost if expected[place] in come}
    for place, other in moved.items():
        yield on_page(place + 1, parts[place], f"elle est maintenant à la page {other + 1}")
    for places, others in runs:
        gone = [place for place in places if place not in moved]
        new = [other for other in others if other not in moved.values()]
        for place, other in zip(gone, new, strict=False):
            copy = _copied(expected, found[other])
            text = f"elle a été remplacée par une {copy}" if copy else ""
            yield on_page(place + 1, parts[place], text or _altered(expected[place], found[other]))
        for place in gone[len(new) :]:
            yield on_page(place + 1, parts[place], "elle a été retirée")
        for other in new[len(gone) :]:
            words = filter(None, ("elle a été ajoutée", _copied(expected, found[other])))
            yield Difference(f"page {other + 1} du fichier : {', '.join(words)}")
    now = dict(moved)
    for kind, first, last, start, _ in steps:
        if kind == "equal":
            now |= {place: place - first + start for place in range(first, last)}
    yield from _links(parts, expected, found, now)


def _copied(expected: Pages, page: Fingerprint) -> str:
    """Name the page of the bundle that this one repeats, if any."""
    return f"copie de la page {expected.index(page) + 1}" if page in expected else ""


def _links(
    parts: Sequence[Part], expected: Pages, found: Pages, now: Mapping[int, int]
) -> Iterator[Difference]:
    """Yield the pages of pieces that lead elsewhere; `now` gives the place of each page kept.

    The links of the sommaire are checked with its lines; those to a lost page are lost with it.
    """
    leads = {0: 0} | {place + 1: other + 1 for place, other in now.items()}
    for place, other in sorted(now.items()):
        if not parts[place].numero:
            continue
        pairs = zip_longest(expected[place].links, found[other].links, fillvalue=-1)
        if any(leads.get(link, target) != target for link, target in pairs):
            yield on_page(place + 1, parts[place], "un de ses liens mène ailleurs")


def _altered(expected: Fingerprint, found: Fingerprint) -> str:
    names = SAYS["altered"].items()
    words = [said for name, said in names if getattr(expected, name) != getattr(found, name)]
    several = len(words) > 1 or words[0].startswith("ses ")
    return f"{enumerate_words(words)} {'ont' if several else 'a'} changé"

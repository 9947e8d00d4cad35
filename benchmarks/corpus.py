"""Foreign files through intake, bundle and proof: `python benchmarks/corpus.py FOLDER…`.

Every PDF, image and office file below the folders is taken in and bound alone, in processes with
the limits of `generer`. Of what is taken, the pages, the words and the look are compared with the
source: a PDF as PDFium shows it with its forms and annotations, an image as Pillow does, the words
of an office file as its XML has them. Printed, by family: files, taken, with a note, refused by
reason, bundles lost to a piece, differences of which no note speaks, seconds, memory. The files
behind these figures are listed in the CSV of `--liste`.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter
from zipfile import BadZipFile, ZipFile

from lxml import etree
from msgspec import Struct
from msgspec.structs import asdict
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageSequence
from pillow_heif import register_heif_opener
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from packetgen.annexes.client import Intakes
from packetgen.annexes.kinds import IMAGES, OFFICE
from packetgen.annexes.outcome import Intake
from packetgen.bundle.process.client import AssemblyClient, AssemblyRequest
from packetgen.errors import BundleUnproved
from packetgen.model.bundle import Cover, Ledger, Part, SourceFile
from packetgen.pipeline.draft import plan_bundle
from packetgen.system.file_kind import FileKind, recognise

FAMILIES = {FileKind.PDF: "PDF"} | dict.fromkeys(IMAGES, "images") | dict.fromkeys(OFFICE, "office")
TODAY = date(2025, 11, 5)
SIDE, FINER = 120, 4  # of the pictures that are compared, in pixels, and how they are drawn first
EDGE = 2
FULL = 850, 1200  # of an image's sheet, in pixels: what is not white of it is cut out
UNLIKE = 40  # levels of grey, of 255, between two points of the same look
# A page is another when this part of it differs
UNLIKE_SHARE = 0.01
COMPARED_PAGES = 10
WORDS = re.compile(r"\w{3,}")
HANG_SECONDS = 60


class Outcome(Struct):
    """What became of one file; `reason` is a refusal or a lost bundle, `silent` a difference."""

    path: str
    family: str
    pages: int = 0
    notes: str = ""
    refused: str = ""
    lost: str = ""
    silent: str = ""
    seconds: float = 0.0


def main() -> None:
    """Run all files, print the table, and write the list if asked."""
    options = argparse.ArgumentParser(description="Prove packetgen on folders of foreign files.")
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--liste", type=Path, help="CSV of each file and what became of it")
    options.add_argument("--comparer", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.comparer:
        print(json.dumps(differences(*chosen.comparer)))
        return
    files = sorted(p for each in chosen.folders for p in each.rglob("*") if p.is_file())
    with ExitStack() as stack:
        writer = None
        if chosen.liste:
            target = stack.enter_context(chosen.liste.open("w", newline="", encoding="utf-8"))
            writer = csv.DictWriter(target, list(asdict(Outcome("", ""))))
            writer.writeheader()
        outcomes = []
        with suppress(KeyboardInterrupt):  # what is done by then is still reported
            for number, path in enumerate(files, start=1):
                if family := FAMILIES.get(recognise(path.read_bytes())):
                    outcomes.append(run(path, family))
                    if writer:
                        writer.writerow(asdict(outcomes[-1]))
                print(f"\r{number}/{len(files)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    report(outcomes)


def run(path: Path, family: str) -> Outcome:
    """Take one file in, bind it alone, and compare what was made with it."""
    outcome = Outcome(str(path), family)
    started = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        with Intakes(work) as intakes:
            intakes.ask("annexe", path)
            taken, refused = intakes.results()
        if refused:
            # « name » : cause ; remedy, with unbreakable spaces
            cause = " ".join(str(refused["annexe"]).split()).partition("» : ")[2]
            outcome.refused = cause.partition(" ; ")[0]
        else:
            intake = taken["annexe"]
            outcome.pages = intake.pages
            outcome.notes = " | ".join(intake.reservations)
            try:
                bind(intake, work)
            except BundleUnproved as error:
                outcome.lost = str(error)
        outcome.seconds = perf_counter() - started
        if not refused and not outcome.notes:
            outcome.silent = " | ".join(compared(path, intake.pdf))
    return outcome


def bind(intake: Intake, work: Path) -> None:
    """Make the bundle of one annex, and prove it; raises BundleUnproved."""
    with AssemblyClient(work) as client:
        part = Part("annexe", "Annexe", intake.pages, numero=1, fichier=intake.name)
        plan = plan_bundle([part], client.lengths([part], 0))
        source = SourceFile(intake.name, intake.kind, intake.sha256, intake.pages)
        line = "–"  # nobody reads this cover
        request = AssemblyRequest(
            Ledger("essai", plan, {1: source}, (), {}),
            Cover(line, line, line, line, line, line, line, line, line, (), line, line, line),
            {2: intake.pdf}, {}, {}, frozenset(), {}, {}, line, line, line, TODAY, once=False,
        )  # fmt: skip
        client.make_bundle(request, work / "dossier.pdf", work / "dossier.json")


def compared(source: Path, made: Path) -> list[str]:
    """Return the differences found by another process, which may hang or die of the source."""
    command = [sys.executable, __file__, "--comparer", str(source), str(made)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=HANG_SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return []
    found: list[str] = json.loads(done.stdout)
    return found


def differences(source: Path, made: Path) -> list[str]:
    """Return how the pages, the words and the look of `made` differ from those of its source."""
    kind = recognise(source.read_bytes())
    with PdfDocument(made) as document:
        try:
            if kind == FileKind.PDF:
                return list(from_pdf(source, document))
            if kind in IMAGES:
                return list(from_image(source, document))
        except (PdfiumError, OSError, ValueError, SyntaxError):
            return []  # nothing else shows it
        return list(words_missing(words_of_office(source), words_of(document)))


def from_pdf(source: Path, document: PdfDocument) -> Iterator[str]:
    """Yield how a PDF made differs from its source as PDFium shows it."""
    with PdfDocument(source) as original:
        original.init_forms()
        if len(original) != len(document):
            yield f"pages : {len(original)} → {len(document)}"
            return
        yield from words_missing(words_of(original), words_of(document))
        for number in range(min(len(original), COMPARED_PAGES)):
            before, after = original[number], document[number]
            (width, height), sheet = before.get_size(), after.get_size()
            # Placed as packetgen places: as large as A4 lets it be, up to half as large again
            scale = min(sheet[0] / width, sheet[1] / height, 1.5)
            left, up = (sheet[0] - width * scale) / 2, (sheet[1] - height * scale) / 2
            size = (
                round(width * SIDE / max(width, height)),
                round(height * SIDE / max(width, height)),
            )
            shown = seen(before, size)
            part = seen(after, size, (left, up, sheet[0] - left, sheet[1] - up))
            if share := unlike(shown, part):
                yield f"page {number + 1} : {share:.0%} autre"


def from_image(source: Path, document: PdfDocument) -> Iterator[str]:
    """Yield how the pages made of an image file differ from what Pillow opens, upright on white."""
    register_heif_opener()
    with Image.open(source) as opened:
        frames = list(ImageSequence.Iterator(opened))[:COMPARED_PAGES]
        if len(frames) > len(document):
            yield f"images : {len(frames)} → {len(document)}"
        for number, (frame, page) in enumerate(zip(frames, document, strict=False), start=1):
            upright = ImageOps.exif_transpose(frame).convert("RGBA")
            on_white = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
            before, after = ink(on_white.convert("L")), ink(seen(page, FULL))
            if share := unlike(before, after.resize(before.size)):
                yield f"page {number} : {share:.0%} autre"


def seen(
    page: PdfPage, size: tuple[int, int], part: tuple[float, float, float, float] | None = None
) -> Image.Image:
    """Return a page, or a part of it in points from its top left, in greys and in `size` pixels."""
    width, height = page.get_size()
    part = part or (0, 0, width, height)
    drawn: Image.Image = page.render(
        scale=FINER * max(size) / (part[2] - part[0]), grayscale=True
    ).to_pil()
    across, down = drawn.width / width, drawn.height / height
    box = (part[0] * across, part[1] * down, part[2] * across, part[3] * down)
    return drawn.resize(size, Image.Resampling.BOX, box)


def ink(image: Image.Image) -> Image.Image:
    """Return what is not white of a picture: neither its paper nor its place count."""
    return image.crop(ImageChops.invert(image).getbbox()).resize((SIDE, SIDE))


def unlike(before: Image.Image, after: Image.Image) -> float:
    """Return the share of two pictures that differs, 0 when that is next to nothing.

    A point differs from all those about its place: the sheet may have moved it by half a point.
    """
    apart = ImageChops.lighter(_beyond(before, after), _beyond(after, before))
    # A sheet shows the edge of a page that was put on it
    inside = apart.crop((EDGE, EDGE, apart.width - EDGE, apart.height - EDGE)).histogram()
    share = sum(inside[UNLIKE:]) / (before.width * before.height)
    return share if share > UNLIKE_SHARE else 0.0


def _beyond(picture: Image.Image, other: Image.Image) -> Image.Image:
    lighter = ImageChops.subtract(picture, other.filter(ImageFilter.MaxFilter(3)))
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), picture)
    return ImageChops.lighter(lighter, darker)


def words_of(document: PdfDocument) -> Counter[str]:
    """Return the words that can be selected on all pages."""
    pages = (page.get_textpage().get_text_range(errors="ignore") for page in document)
    return Counter(word.lower() for text in pages for word in WORDS.findall(text))


def words_of_office(source: Path) -> Counter[str]:
    """Return the words of the body of a DOCX or an OpenDocument text; none of the others."""
    try:
        with ZipFile(source) as package:
            names = set(package.namelist()) & {"word/document.xml", "content.xml"}
            tree = etree.fromstring(package.read(names.pop()))
    except (BadZipFile, KeyError, OSError, etree.XMLSyntaxError):
        return Counter()
    if tree.tag.endswith("document-content"):
        text = " ".join(str(part) for body in tree.iter("{*}body") for part in body.itertext())
    else:
        paragraphs = ("".join(t.text or "" for t in p.iter("{*}t")) for p in tree.iter("{*}p"))
        text = " ".join(paragraphs)
    return Counter(word.lower() for word in WORDS.findall(text))


def words_missing(before: Counter[str], after: Counter[str]) -> Iterator[str]:
    """Yield one sentence if words of the source are not in what was made."""
    missing = before - after
    # A word may be cut at another place
    joined = "".join(after)
    lost = [word for word in missing if word not in joined]
    if lost:
        yield f"{len(lost)} mots perdus : {' '.join(lost[:5])}"


def report(outcomes: list[Outcome]) -> None:
    """Print one line a family, then the refusals by reason."""
    families = defaultdict(list)
    for outcome in outcomes:
        families[outcome.family].append(outcome)
    print("| famille | fichiers | repris | dont avec réserve | refusés | dossiers perdus"
          " | écarts tus | s, médiane | s, la plus longue |")  # fmt: skip
    print("|---" * 9 + "|")
    for family, found in families.items():
        taken = [each for each in found if not each.refused]
        noted, lost, silent = (
            sum(bool(getattr(each, name)) for each in taken) for name in ("notes", "lost", "silent")
        )
        seconds = [each.seconds for each in found]
        print(
            f"| {family} | {len(found)} | {len(taken)} | {noted} | {len(found) - len(taken)}"
            f" | {lost} | {silent} | {median(seconds):.2f} | {max(seconds):.1f} |"
        )
    print(
        f"\nmémoire du plus grand processus : {getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} Mo"
    )
    for reason, times in Counter(each.refused for each in outcomes if each.refused).most_common():
        print(f"{times:6d}  {reason}")


if __name__ == "__main__":
    main()

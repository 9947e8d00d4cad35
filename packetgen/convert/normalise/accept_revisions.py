"""Accept revisions, freeze dates and cut what is outside the file: no engine may decide these."""

from lxml.etree import _Element

from packetgen.convert.normalise.symbols import read_symbols
from packetgen.convert.word.fields import freeze_volatile_fields, split_field_runs
from packetgen.convert.word.ooxml import VML, W, remove, replace, w
from packetgen.convert.word.package import RELATIONSHIP, Package, kind_of
from packetgen.convert.word.styles import drop_unused_styles
from packetgen.errors import ConversionFailed

FORMER = w(
    *"rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tblGridChange".split(),
    *"trPrChange tcPrChange numberingChange delText delInstrText".split(),
)
VML_LINKS = ("src", "{urn:schemas-microsoft-com:office:office}href")


def settle(package: Package) -> list[str]:
    """Accept the revisions, freeze dates and included files, cut every tie but hyperlinks.

    Return the frozen dates that Word would show anew each day.
    """
    renewed: list[str] = []
    if package.related(package.main, "aFChunk"):
        raise ConversionFailed.said("word_insertion", package.name)
    drop_external_relationships(package)
    drop_unused_styles(package)
    for story in package.stories():
        accept_revisions(story)
        split_field_runs(story)
        renewed += freeze_volatile_fields(story)
        for image in story.iter(f"{VML}imagedata"):
            for link in VML_LINKS:
                image.attrib.pop(link, "")
    read_symbols(package)
    return renewed


def drop_external_relationships(package: Package) -> None:
    """Cut what an engine might fetch: LibreOffice loads linked pictures from the network."""
    for part in [each for each in package.parts if each.endswith(".rels")]:
        ties = package.tree(part).iter(RELATIONSHIP)
        outside = [each for each in ties if each.get("TargetMode") == "External"]
        remove(*(each for each in outside if kind_of(each) != "hyperlink"))


def accept_revisions(story: _Element) -> None:
    """Keep what was added, drop what was deleted."""
    remove(*story.iter(*FORMER))
    for deletion in list(story.iter(*w("del", "moveFrom"))):
        is_row = next(deletion.iterancestors()).tag == f"{W}trPr"
        remove(next(deletion.iterancestors(f"{W}tr"), deletion) if is_row else deletion)
    for addition in list(story.iter(*w("ins", "moveTo"))):
        replace(addition, list(addition))

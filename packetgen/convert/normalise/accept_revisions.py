"""Accept revisions, freeze dates and cut what is outside the file: no engine may decide these."""

from lxml.etree import _Element

from packetgen.convert.normalise.symbols import read_symbols
from packetgen.convert.word.fields import freeze_volatile_fields, split_field_runs
from packetgen.convert.word.ooxml import VML, W, remove, replace, w
from packetgen.convert.word.package import RELATIONSHIP, SAVE_AGAIN, Package, kind_of
from packetgen.convert.word.styles import drop_unused_styles
from packetgen.errors import ConversionFailed

DELETED = w("del", "moveFrom")
DELETED_TEXT = w("delText", "delInstrText")
ADDED = w("ins", "moveTo")
FORMER_FORMATTING = w(
    *"rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tblGridChange".split(),
    *"trPrChange tcPrChange numberingChange".split(),
)
VML_LINKS = ("src", "{urn:schemas-microsoft-com:office:office}href")


def settle(package: Package) -> list[str]:
    """Accept the revisions, freeze dates and included files, cut every tie but hyperlinks.

    Return the frozen dates that Word would show anew each day.
    """
    renewed: list[str] = []
    if package.related(package.main, "aFChunk"):
        raise ConversionFailed(
            f"« {package.name} » contient un autre document inséré que seul Word sait ouvrir : "
            f"{SAVE_AGAIN}."
        )
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
    for part in list(package.parts):
        if part.endswith(".rels"):
            for relationship in list(package.tree(part).iter(RELATIONSHIP)):
                outside = relationship.get("TargetMode") == "External"
                if outside and kind_of(relationship) != "hyperlink":
                    remove(relationship)


def accept_revisions(story: _Element) -> None:
    """Keep what was added, drop what was deleted."""
    for former in list(story.iter(*FORMER_FORMATTING)):
        remove(former)
    for deletion in list(story.iter(*DELETED)):
        parent = deletion.getparent()
        if parent is not None and parent.tag == f"{W}trPr":
            row = parent.getparent()
            if row is not None:
                remove(row)
        else:
            remove(deletion)
    for addition in list(story.iter(*ADDED)):
        replace(addition, list(addition))
    for removed in list(story.iter(*DELETED_TEXT)):
        remove(removed)

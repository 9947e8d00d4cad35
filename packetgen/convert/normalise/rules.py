"""The rules that settle a Word document, then make a copy that the embedded engines draw whole."""

from collections.abc import Callable

from lxml.etree import _Element

from packetgen.convert import fonts
from packetgen.convert.normalise import floating, headings, pictures, sections, structure, symbols
from packetgen.convert.normalise.keep_with_next import keep_together
from packetgen.convert.word import fields, styles
from packetgen.convert.word.ooxml import VML, W, remove, replace, w
from packetgen.convert.word.package import RELATIONSHIP, Package, kind_of
from packetgen.convert.word.styles import StyleSheet
from packetgen.errors import ConversionFailed

FORMER = w(
    *"rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tblGridChange".split(),
    *"trPrChange tcPrChange numberingChange delText delInstrText".split(),
)
VML_LINKS = ("src", "{urn:schemas-microsoft-com:office:office}href")
# In order: what is taken out of its wrapping first is seen by the rules that follow.
STORY_RULES: tuple[Callable[[_Element], None], ...] = (
    structure.unwrap_content,
    structure.choose_alternates,
    structure.draw_objects,
    pictures.draw_vml_pictures,
    floating.draw_text_boxes,
    pictures.draw_shapes,
    pictures.part_pictures,
    pictures.show_what_is_behind,
    structure.read_ruby,
    structure.read_equations,
    fields.draw_form_fields,
    fields.complete_fields,
    structure.drop_unknown_in_runs,
    structure.drop_repeated_properties,
    structure.mend_values,
    structure.mend_header_references,
    floating.stay_on_their_page,
    floating.leave_tables,
    structure.let_long_rows_break,
    sections.stay_on_the_page,
    sections.join_sections_to_text,
    sections.keep_last_page,
    sections.fill_last_lines,
    symbols.keep_visible_signs,
)


def settle(package: Package) -> list[str]:
    """Accept the revisions, freeze dates and included files, cut every tie but hyperlinks.

    Return the frozen dates that Word would show anew each day.
    """
    renewed: list[str] = []
    if package.related(package.main, "aFChunk"):
        raise ConversionFailed.said("word_insertion", package.name)
    _drop_external_relationships(package)
    styles.drop_unused_styles(package)
    for story in package.stories():
        _accept_revisions(story)
        fields.split_field_runs(story)
        renewed += fields.freeze_volatile_fields(story)
        for image in story.iter(f"{VML}imagedata"):
            for link in VML_LINKS:
                image.attrib.pop(link, "")
    symbols.read_symbols(package)
    return renewed


def _drop_external_relationships(package: Package) -> None:
    """Cut what an engine might fetch: LibreOffice loads linked pictures from the network."""
    for part in [each for each in package.parts if each.endswith(".rels")]:
        ties = package.tree(part).iter(RELATIONSHIP)
        outside = [each for each in ties if each.get("TargetMode") == "External"]
        remove(*(each for each in outside if kind_of(each) != "hyperlink"))


def _accept_revisions(story: _Element) -> None:
    """Keep what was added, drop what was deleted."""
    remove(*story.iter(*FORMER))
    for deletion in list(story.iter(*w("del", "moveFrom"))):
        is_row = next(deletion.iterancestors()).tag == f"{W}trPr"
        remove(next(deletion.iterancestors(f"{W}tr"), deletion) if is_row else deletion)
    for addition in list(story.iter(*w("ins", "moveTo"))):
        replace(addition, list(addition))


def normalise(package: Package) -> None:
    """Apply every rule to a settled package; the file it was read from stays as it is."""
    style_sheet, numbering = package.of_kind("styles"), package.of_kind("numbering")
    sheet, bookmarks = StyleSheet(style_sheet), set[str]()
    for story in package.stories():
        for rule in STORY_RULES:
            rule(story)
        structure.drop_repeated_bookmarks(story, bookmarks)
        sections.fill_marked_paragraphs(story)
        styles.write_capitals(story, sheet)
        styles.whiten_on_dark(story, sheet)
        symbols.set_signs_in_their_font(story)
        headings.indent_levels(story, sheet, numbering)
        floating.stand_between_lines(story, sheet)
        headings.name_usual_style(story, sheet)
        headings.say_web_spacing(story, sheet)
        headings.leave_room_for_borders(story, sheet)
        headings.snap_to_grid(story, sheet)
        headings.join_headings_to_long_text(story, sheet)
        headings.move_space_up(story, sheet)
        keep_together(story, sheet)
    structure.lay_tables_open(package)
    structure.set_notes_below_tables(package)
    structure.number_endnotes_apart(package)
    for root in (style_sheet, numbering):
        structure.drop_repeated_properties(root)
        structure.mend_values(root)
    styles.move_default_size(style_sheet)
    if fonts.name_bundled_families(package) - {fonts.SIGNS, fonts.MORE_SIGNS} == {fonts.CARLITO}:
        for story in package.stories():
            symbols.narrow_no_break_spaces(story)

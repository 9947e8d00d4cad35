"""What a PDF says of itself to who opens it, or has it read aloud: its title and its language."""

from pikepdf import Dictionary, Name, Pdf, String

TITLE = "dc:title"


def describe(pdf: Pdf, title: str) -> None:
    """Give a PDF a title, which its window shows, and its language.

    The title is in its XMP metadata too, as ISO 14289-1, 7.1, asks; nothing else is.
    """
    root = pdf.Root
    root.Lang = String("fr-FR")
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = String(title)
    if Name.Metadata in root:
        del root.Metadata
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata[TITLE] = title

"""The lines that LibreOffice draws outside its tags: artifacts, as its own export calls others."""

from pathlib import Path

from pikepdf import (
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Name,
    Operator,
    Pdf,
    parse_content_stream,
    unparse_content_stream,
)

# ISO 32000-1, 8.5: what begins a path, what ends it
BEGINS = {"m", "re"}
ENDS = {*"S s f F f* B B* b b* n".split()}
OPENING = ContentStreamInstruction([Name.Artifact], Operator("BMC"))
CLOSING = ContentStreamInstruction([], Operator("EMC"))


def mark_lines(path: Path) -> None:
    """Mark each line that a PDF draws outside its tags as an artifact."""
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            written: list[ContentStreamInstruction | ContentStreamInlineImage] = []
            depth, is_open = 0, False
            for each in parse_content_stream(page):
                operator = str(each.operator)
                depth += (operator in ("BMC", "BDC")) - (operator == "EMC")
                if operator in BEGINS and not (depth or is_open):
                    written.append(OPENING)
                    is_open = True
                written.append(each)
                if operator in ENDS and is_open:
                    written.append(CLOSING)
                    is_open = False
            page.obj.Contents = pdf.make_stream(unparse_content_stream(written))
        pdf.save(path)

"""A mark across every page of a Word file, as Word's own watermark: it moves no text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml

from packetgen.documents.rendering.render import to_bytes
from packetgen.model.bundle import PROJET

# What Word writes for « Filigrane » : its gallery finds it again, and can remove it
WATERMARK = """\
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <w:rPr><w:noProof/></w:rPr>
  <w:pict>
    <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
        path="m@7,l@8,m@5,21600l@6,21600e">
      <v:formulas>
        <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
        <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
        <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
      </v:formulas>
      <v:path textpathok="t" o:connecttype="rect"/>
      <v:textpath on="t" fitshape="t"/>
    </v:shapetype>
    <v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{spid}" type="#_x0000_t136"
        style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:129pt;\
rotation:315;z-index:-251658240;mso-position-horizontal:center;\
mso-position-horizontal-relative:margin;mso-position-vertical:center;\
mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#c0392b" stroked="f">
      <v:fill opacity=".2"/>
      <v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string="{mark}"/>
    </v:shape>
  </w:pict>
</w:r>"""


def _headers(document: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield each header that some page shows, made where a first section has none."""
    even = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        shown = (
            (section.header, True),
            (section.first_page_header, section.different_first_page_header_footer),
            (section.even_page_header, even),
        )
        for header, used in shown:
            # linked, it is the one of the section before, already marked
            if used and not (number and header.is_linked_to_previous):
                yield header


def with_watermark(file: Path, mark: str = PROJET) -> bytes:
    """Return a Word file with `mark` behind the text of every page: same input, same bytes."""
    document = Document(str(file))
    for place, header in enumerate(_headers(document), start=1):
        run = parse_xml(WATERMARK.format(number=place, spid=2048 + place, mark=mark))
        header.paragraphs[0]._p.append(run)
    return to_bytes(document)

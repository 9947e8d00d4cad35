"""The script a user would write today: docxtpl, one LibreOffice call, pypdf. The named peer.

It fills the same three templates for the example's first action, converts them in one
`soffice --convert-to pdf` call and merges them with the annexes. It checks nothing, draws no
cover, no sommaire and no stamp, and cannot take the photo.
"""

import json
import subprocess
import sys
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import Environment
from pypdf import PdfWriter

# Names are written as they are: nobody elides in a script
WORDS = Environment(autoescape=True)
WORDS.filters |= dict.fromkeys(("de", "a", "le", "que"), str)


def main(fields_file: str, templates: str, annexes: str, output: str) -> None:
    """Make the bundle of the fields stored in `fields_file` (JSON, one object a document)."""
    work = Path(output).parent
    documents = []
    for name, fields in json.loads(Path(fields_file).read_text(encoding="utf-8")).items():
        template = DocxTemplate(Path(templates) / f"{name}.docx")
        template.render(fields, WORDS, autoescape=True)
        template.save(work / f"{name}.docx")
        documents.append(f"{name}.docx")
    convert = ["soffice", "--headless", "--convert-to", "pdf", *documents]
    subprocess.run(convert, cwd=work, check=True, capture_output=True)
    writer = PdfWriter()
    for document in documents:
        writer.append(work / Path(document).with_suffix(".pdf"))
    for annex in sorted(Path(annexes).glob("*.pdf")):
        writer.append(annex)
    writer.write(output)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""From openpyxl's workbook to the file: same bytes each time, formulas with their results."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from packetgen.system.zip_package import WINDOWS, write_package

Result = Decimal | str
Results = Mapping[str, Mapping[str, Result]]
"""What each formula gives, by sheet and cell."""

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v ?(?:/>|></v>)</c>')


def to_bytes(workbook: Workbook, results: Results, created: datetime) -> bytes:
    """Return the .xlsx; `results` must hold every formula (KeyError otherwise).

    openpyxl leaves formulas without a value, which Protected View and previews show empty.
    """
    workbook.properties.created = workbook.properties.modified = created
    drawn = BytesIO()
    # Workbook.save would stamp the present time
    ExcelWriter(workbook, ZipFile(drawn, "w")).save()
    sheets = {sheet.path.lstrip("/"): sheet.title for sheet in workbook.worksheets}
    with ZipFile(drawn) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    for name, title in sheets.items():
        parts[name] = _with_results(parts[name], results.get(title, {}))
    return write_package(parts, system=WINDOWS, permissions=0)


def _with_results(sheet: bytes, results: Mapping[str, Result]) -> bytes:
    def cell(found: re.Match[str]) -> str:
        reference, attributes, formula = found.groups()
        result = results[reference]
        if isinstance(result, str):
            attributes += ' t="str"'
        return f'<c r="{reference}"{attributes}>{formula}<v>{escape(str(result))}</v></c>'

    return _FORMULA.sub(cell, sheet.decode()).encode()

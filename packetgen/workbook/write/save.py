"""From openpyxl's workbook to the file: same bytes each time, formulas with their results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

Result = Decimal | str
Results = Mapping[str, Mapping[str, Result]]
"""What each formula gives, by sheet and cell."""

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v ?(?:/>|></v>)</c>')
_OLDEST_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def to_bytes(workbook: Workbook, results: Results, created: datetime) -> bytes:
    """Return the .xlsx; `results` must hold every formula (KeyError otherwise).

    openpyxl leaves formulas without a value, which Protected View and previews show empty.
    """
    workbook.properties.created = workbook.properties.modified = created
    drawn = BytesIO()
    # Workbook.save would stamp the present time
    ExcelWriter(workbook, ZipFile(drawn, "w")).save()
    sheets = {sheet.path.lstrip("/"): sheet.title for sheet in workbook.worksheets}
    finished = BytesIO()
    with ZipFile(drawn) as source, ZipFile(finished, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name in sheets:
                content = _with_results(content, results.get(sheets[name], {}))
            entry = ZipInfo(name, _OLDEST_OF_ZIP)
            entry.create_system = 0
            target.writestr(entry, content, ZIP_DEFLATED)
    return finished.getvalue()


def _with_results(sheet: bytes, results: Mapping[str, Result]) -> bytes:
    def cell(found: re.Match[str]) -> str:
        reference, attributes, formula = found.groups()
        result = results[reference]
        if isinstance(result, str):
            attributes += ' t="str"'
        return f'<c r="{reference}"{attributes}>{formula}<v>{escape(str(result))}</v></c>'

    return _FORMULA.sub(cell, sheet.decode()).encode()

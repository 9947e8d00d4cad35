"""Inspect and fill one template, in a process that packetgen.isolation starts for it."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path

from packetgen.documents.inspection import inspect_template
from packetgen.documents.render import render
from packetgen.errors import PacketgenError


def answer(request: str) -> str:
    """Return what is wrong in a template; when nothing blocks, fill it for each set of fields.

    Request and answer are JSON: `template`, `required`, `fields` by name of the Word file to
    write in the working folder; `problems` as rows, or `refusal`, one sentence.
    """
    asked = json.loads(request)
    template, fields = Path(asked["template"]), asked["fields"]
    try:
        fullest = fields[asked["fullest"]]
        problems = inspect_template(template, fullest, asked["required"])
        if not any(problem.is_blocking for problem in problems):
            for name, values in fields.items():
                render(template, values, Path(f"{name}.docx"))
    except PacketgenError as error:
        return json.dumps({"refusal": str(error)})
    return json.dumps({"problems": [astuple(problem) for problem in problems]})

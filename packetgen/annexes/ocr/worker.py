"""Read one picture of a page, in a process that packetgen.annexes.ocr.client starts for it."""

from pathlib import Path
from typing import Any

import rapidocr
from pypdfium2 import PdfDocument
from rapidocr import RapidOCR

# Of the longer side of a page, in pixels: as it is read, and as its lines are looked for
READ_SIDE, SEARCHED_SIDE = 1800, 1280

# Named, the models are not looked for on the network
MODELS = Path(rapidocr.__file__).parent / "models"
ENGINE = RapidOCR(
    params={
        **{
            f"{stage}.model_path": str(next(MODELS.glob(f"*_{stage.lower()}_*.onnx")))
            for stage in ("Det", "Cls", "Rec")
        },
        "Det.limit_side_len": SEARCHED_SIDE,
        "Det.limit_type": "max",
        # One thread: the same sums in the same order
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.log_level": "critical",
    }
)


def handle(pdf: str, page: int) -> str:
    """Return the lines read on a page (from 0) of a clean PDF, from top to bottom."""
    with PdfDocument(pdf) as document:
        sheet = document[page]
        pixels = sheet.render(scale=READ_SIDE / max(sheet.get_size())).to_numpy()
    read: Any = ENGINE(pixels)
    lines: list[str] = []
    last = float("-inf")
    for box, words in zip(read.boxes, read.txts, strict=True) if read.txts else ():
        middle, height = box[:, 1].mean(), box[3, 1] - box[0, 1]
        if abs(middle - last) < height / 2:  # the cells of a row, as an IBAN in groups of four
            lines[-1] += f" {words}"
        else:
            lines.append(words)
        last = middle
    return "\n".join(lines)

"""The annexes of a bundle, lightened by a process that may die of them."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from packetgen.errors import PacketgenError
from packetgen.system.worker import service

LIGHTEN = service("lighten")


class Lightened(Struct, frozen=True):
    """The pages of an annex in fewer bytes; `photos` counts those that were resampled."""

    pdf: Path
    photos: int


def lighten_annexes(pdfs: Mapping[str, Path], work: Path, *, photos: bool) -> dict[str, Lightened]:
    """Lighten each PDF into `work`; return by key those that weigh less, with `photos` or not.

    What cannot be lightened stays as it is.
    """
    work = work.absolute()
    lighter = {key: work / f"{key}.{'photos' if photos else 'leger'}.pdf" for key in pdfs}
    with LIGHTEN.start(work) as worker:
        for key, pdf in pdfs.items():
            worker.ask(source=str(pdf.absolute()), destination=str(lighter[key]), photos=photos)
        counts = list(worker.results())
    return {
        key: Lightened(lighter[key], count)
        for (key, pdf), count in zip(pdfs.items(), counts, strict=True)
        if not isinstance(count, PacketgenError)
        and lighter[key].stat().st_size < pdf.stat().st_size
    }

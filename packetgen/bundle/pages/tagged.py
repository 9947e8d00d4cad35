"""The pages of our own tagged as they are drawn; what no element marks is an artifact."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from packetgen.bundle.element import Element, Kid, Mark
from packetgen.bundle.tags import with_artifacts

# Content of the element around it, not of one of its own
SPAN = "Span"


class TaggedCanvas(Canvas):
    """A canvas, and the elements of what was drawn on it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - of reportlab
        self._code: list[str]
        super().__init__(*arguments, **options)
        self._open = [Element("Document")]
        self._page, self._marks = 0, 0

    @property
    def elements(self) -> list[Kid]:
        """The elements of what was drawn, in this order."""
        return self._open[0].kids

    @contextmanager
    def within(self, role: str) -> Iterator[None]:
        """Have what is drawn meanwhile be of one element."""
        element = Element(role)
        self._open[-1].kids.append(element)
        self._open.append(element)
        yield
        self._open.pop()

    @contextmanager
    def marked(self, role: str) -> Iterator[None]:
        """Have what is drawn meanwhile be the content of one element; `""`: an artifact."""
        if not role:
            yield
            return
        page = self.getPageNumber() - 1
        number = self._marks if page == self._page else 0
        self._page, self._marks = page, number + 1
        with nullcontext() if role == SPAN else self.within(role):
            self._open[-1].kids.append(Mark(page, number))
            self.addLiteral(f"/{role} <</MCID {number}>> BDC")
            yield
            self.addLiteral("EMC")

    def showPage(self) -> None:  # noqa: N802 - of reportlab
        """End a page: what no element marks is an artifact."""
        if self.elements:
            operators = "\n".join(self._code).encode("latin-1")
            self._code = [with_artifacts(operators).decode("latin-1")]
        super().showPage()


class TaggedParagraph(Paragraph):
    """A paragraph that is one element, of its `role`."""

    canv: TaggedCanvas
    role = "P"

    def draw(self) -> None:
        """Draw the paragraph, marked."""
        of_list = self.canv.within("LI") if self.role == "LBody" else nullcontext()
        with of_list, self.canv.marked(self.role):
            super().draw()

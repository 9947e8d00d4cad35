"""Work that takes seconds, in a thread; the page shows its step and can cancel it."""

from collections.abc import Callable
from threading import Event, Thread

from packetgen.errors import PacketgenError
from packetgen.service import ProgressCallback
from packetgen.system.bug_report import report_bug

Work = Callable[[ProgressCallback], None]


class Cancelled(Exception):
    """The person asked to stop: nothing is kept of the work."""


class WebJob:
    """One piece of work; `step` says in French where it is, `error` why it failed.

    `field` is what of the page asked for it, `after` where its result stands; `ended` is called
    once it is done.
    """

    def __init__(self, work: Work, *, field: str, after: str, ended: Callable[[], None]) -> None:
        self.step, self.error, self.field, self.after = "Préparation", "", field, after
        self._work, self._ended, self._asked_to_stop = work, ended, Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether nothing more happens, well or not."""
        return not self._thread.is_alive()

    def cancel(self) -> None:
        """Ask for the end, which comes at the next step."""
        self.step = "Annulation"
        self._asked_to_stop.set()

    def wait(self, seconds: float) -> None:
        """Give short work the time to end, so that the page need not come twice."""
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._work(self._report)
        except Cancelled:
            return
        except PacketgenError as error:
            self.error = str(error)
        except Exception as error:  # noqa: BLE001 - the last boundary before the page
            self.error = report_bug(error)
        self._ended()

    def _report(self, step: str) -> None:
        if self._asked_to_stop.is_set():
            raise Cancelled
        self.step = step

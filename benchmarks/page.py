"""The page against the commands, then fifteen people at once: `python benchmarks/page.py`.

Cold, the page just started against a process of `verifier` and of `generer`; warm, a page that has
made the dossier before against the same two uses in a process that has. Prints the median seconds
from the drop of the example to its findings and, the form sent at once, to its bundle, and the
ratio to the command, pair by pair; then the seconds until each of PEOPLE has findings and bundle,
and the memory of all processes of the page meanwhile.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))
from boites import CHECKOUT, DAY, EXAMPLE, write_box

sys.path.insert(0, str(CHECKOUT))
ROUNDS, PEOPLE, STEP, PATIENCE = 5, 15, 0.01, 600
PACKETGEN = [sys.executable, "-c", "from packetgen.cli import main; main()"]
KINDS = (".xlsx", ".pdf", ".jpg")
FORM = "application/x-www-form-urlencoded"
Seconds = tuple[float, float]


class Browser:
    """What a browser without scripts does, let in by the address that a start prints."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._cookie = self.ask("GET", address)[1]["Set-Cookie"].partition(";")[0]

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = ""
    ) -> tuple[bytes, dict[str, str]]:
        """Return the body and the headers of an answer."""
        connection = HTTPConnection(self._host, timeout=PATIENCE)
        headers = {"Origin": f"http://{self._host}", "Content-Type": kind}
        headers |= {"Cookie": self._cookie} if hasattr(self, "_cookie") else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content, told = answer.read(), dict(answer.headers)
        connection.close()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status}")
        return content, told

    def send(self, path: str, body: bytes, kind: str) -> str:
        """Send a form, wait for its work, read the page; return its path."""
        shown = self.ask("POST", path, body, kind)[1]["Location"].partition("#")[0]
        while b'"fini":false' in self.ask("GET", f"{shown}travail")[0].replace(b" ", b""):
            time.sleep(STEP)
        return shown

    def make(self, folder: Path) -> Seconds:
        """Return the seconds from the drop of a folder to its findings, and to its bundle."""
        body, kind = form_of(folder)
        start = perf_counter()
        shown = self.send("/dossier/nouveau/fichiers", body, kind)
        findings = self.ask("GET", shown)[0]
        found = perf_counter() - start
        self.send(f"{shown}fabrication", b"pour=complet", FORM)
        made = self.ask("GET", shown)[0].decode()
        bundles = re.findall(r'href="([^"]+/resultat/[^"]+\.pdf)"', made)
        if not bundles or b"/resultat/" in findings:
            raise SystemExit(f"{folder} gives nothing")
        for bundle in bundles:
            self.ask("GET", bundle)
        return found, perf_counter() - start


def form_of(folder: Path) -> tuple[bytes, str]:
    """Return the form that drops the files of a folder, and its kind."""
    parts = [
        f'--limite\r\nContent-Disposition: form-data; name="deposes"; filename="{file.name}"'
        "\r\n\r\n".encode()
        + file.read_bytes()
        + b"\r\n"
        for file in sorted(folder.iterdir())
        if file.suffix in KINDS
    ]
    return b"".join((*parts, b"--limite--\r\n")), "multipart/form-data; boundary=limite"


@contextmanager
def page(home: Path) -> Iterator[tuple[subprocess.Popen[str], Browser]]:
    """Start the page with a data folder of its own, and come in."""
    places = dict.fromkeys(("XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "HOME"), str(home))
    command = [*PACKETGEN, "web", "--sans-navigateur", "--date", DAY.isoformat()]
    environment = {**os.environ, **places, "PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        yield process, Browser(line[line.index("http") :].strip())
        process.terminate()


def cold(folder: Path) -> Seconds:
    """Return the seconds of the example on a page just started."""
    with tempfile.TemporaryDirectory(dir=folder) as home, page(Path(home)) as (_, browser):
        return browser.make(EXAMPLE)


def commands(folder: Path) -> Seconds:
    """Return the seconds of a process of `verifier`, and of `generer`."""
    found = []
    for asked in ("verifier",), ("generer", "--sortie", "sortie"):
        # a folder of its own: a bundle that is there already would be read, to be compared with;
        # as for a page just started, nothing is kept
        place = tempfile.mkdtemp(dir=folder)
        command = [*PACKETGEN, *asked, str(EXAMPLE / "classeur.xlsx"), "--date", DAY.isoformat()]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "XDG_CACHE_HOME": place}
        start = perf_counter()
        subprocess.run(command, cwd=place, env=environment, check=True, capture_output=True)
        found.append(perf_counter() - start)
    return found[0], found[1]


def uses(folder: Path) -> Seconds:
    """Return the seconds of the same two in this process."""
    from packetgen import service

    # as new to it as what is dropped is to the page
    given = Path(shutil.copytree(EXAMPLE, Path(tempfile.mkdtemp(dir=folder)) / "exemple"))
    start = perf_counter()
    service.verify(given / "classeur.xlsx", today=DAY)
    verified = perf_counter()
    service.build_packets(
        given / "classeur.xlsx", given.parent / "sortie", numero=None, engine="integre", today=DAY,
        keep_docx=False, strict=False, report=lambda _step: None,
    )  # fmt: skip
    return verified - start, perf_counter() - verified


def compare(title: str, ours: Callable[[], Seconds], peer: Callable[[], Seconds]) -> None:
    """Run both in turn after one warm-up each; print medians and the ratios of each pair."""
    ours()
    peer()
    pairs = [(ours(), peer()) for _ in range(ROUNDS)]
    for place, name in enumerate(("findings / verifier", "bundle / generer")):
        mine, theirs = ([pair[side][place] for pair in pairs] for side in (0, 1))
        ratios = sorted(one / other for one, other in zip(mine, theirs, strict=True))
        print(
            f"{title}, {name}: {median(mine):.2f} s against {median(theirs):.2f} s, ratio"
            f" {median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f}, {ROUNDS} pairs)"
        )


def crowd(folder: Path) -> None:
    """Have many people drop a dossier each at once; print when they are served, and the memory."""
    import psutil

    box = write_box(folder / "boite", PEOPLE)
    with page(folder) as (process, browser), ThreadPoolExecutor(PEOPLE) as people:
        done, most = Event(), [0]

        def watch() -> None:
            while not done.wait(STEP * 20):
                root = psutil.Process(process.pid)
                most.append(sum(memory(each) for each in (root, *root.children(recursive=True))))

        def memory(each: psutil.Process) -> int:
            try:
                return int(each.memory_info().rss)
            except psutil.NoSuchProcess:
                return 0

        watching = Thread(target=watch)
        watching.start()
        times = list(people.map(browser.make, sorted(box.iterdir())))
        done.set()
        watching.join()
    for place, name in enumerate(("findings", "bundle")):
        seconds = sorted(each[place] for each in times)
        print(f"{PEOPLE} at once, {name}: first {seconds[0]:.1f} s, last {seconds[-1]:.1f} s")
    print(f"{PEOPLE} at once: {max(most) / 1e6:.0f} MB at most, pages shared counted each time")


def main() -> None:
    """Measure and print."""
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = name  # of the uses in this process
        compare("cold", partial(cold, folder), partial(commands, folder))
        with page(folder / "chaud") as (_, browser):
            compare("warm", partial(browser.make, EXAMPLE), partial(uses, folder))
        crowd(folder)


if __name__ == "__main__":
    main()

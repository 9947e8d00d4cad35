"""PDFium has no threads: the page reads in several, and must not die of it."""

import subprocess
import sys

from tests.conftest import EXAMPLE

READING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from packetgen.annexes.pdf.text import page_texts
from packetgen.convert.word.words import read_back
pdf = Path(sys.argv[1])
with ThreadPoolExecutor(8) as threads:
    texts = set(threads.map(page_texts, [pdf] * 60))
    words = set(threads.map(lambda _: read_back({}, pdf), range(60)))
print(len(texts), len(words))
"""


def test_many_threads_read_one_after_the_other() -> None:
    command = [sys.executable, "-c", READING, str(EXAMPLE.parent / "statuts.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1 1")

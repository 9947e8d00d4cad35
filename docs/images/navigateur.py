"""The page as one sees it, in a real Chromium."""

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Page, sync_playwright

from dossiers import TODAY

COMMAND = "from packetgen.cli import main; main()"
WIDTH, HEIGHT, SCALE = 1120, 820, 1.25
# In pixels: no more of a long step than tells what it is
TALLEST, MARGIN = 1250, 24


def page_views(faulty: Path, complete: Path, home: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield views of the page from nothing to a bundle, each with its name."""
    with opened(home) as page:
        yield "vide", seen(page)
        drop(page, faulty)
        yield "rangement", part(page, "#etape-2")
        yield "corriger", part(page, "#etape-3")
        page.set_input_files("#deposes", complete)
        page.click("text=Déposer et vérifier")
        page.wait_for_selector("text=depuis la version")
        page.click("button:has-text('Faire le dossier')")
        page.wait_for_selector(".pages img")
        page.wait_for_load_state("networkidle")
        yield "dossier", part(page, "#etape-4")


@contextmanager
def opened(home: Path) -> Iterator[Page]:
    """Start the program and open its page in French, in the light theme."""
    served = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "web", "--sans-navigateur", "--date", TODAY.isoformat()],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(home)},
    )
    with served, sync_playwright() as playwright:
        [address] = re.findall(r"http://\S+", served.stdout.readline() if served.stdout else "")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--lang=fr"],
            env={**os.environ, "LANGUAGE": "fr"},
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, locale="fr-FR"
        )
        page.goto(address)
        try:
            yield page
        finally:
            browser.close()
            served.terminate()


def drop(page: Page, workbook: Path) -> None:
    """Drop a workbook and all that is beside it; wait for what is said of them."""
    page.set_input_files("#deposes", sorted(workbook.parent.iterdir()))
    page.click("text=Déposer et vérifier")
    page.wait_for_selector(".bilan")
    page.evaluate("document.activeElement.blur()")


def seen(page: Page) -> Image.Image:
    """Return what the window shows."""
    return picture(page.screenshot())


def part(page: Page, selector: str) -> Image.Image:
    """Return one step of the page, from its top."""
    page.evaluate("document.activeElement.blur()")
    drawn = picture(page.locator(selector).screenshot())
    return ImageOps.expand(
        drawn.crop((0, 0, drawn.width, min(drawn.height, TALLEST))), MARGIN, "white"
    )


def picture(content: bytes) -> Image.Image:
    """Return a PNG as an image."""
    return Image.open(io.BytesIO(content)).convert("RGB")

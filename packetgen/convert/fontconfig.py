"""A private fontconfig file: the engines see the fonts of packetgen and no others."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from functools import cache
from html import escape
from pathlib import Path

from packetgen import resources

# Skia finds no font at all where no default family is named.
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern"><edit name="family" mode="append_last">
    <string>Carlito</string><string>Liberation Sans</string><string>DejaVu Sans</string>
  </edit></match>
</fontconfig>
"""


@cache
def own_fontconfig() -> Path:
    """Return the configuration of this process, written once and gone with it."""
    folder = tempfile.mkdtemp(prefix="packetgen-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return write_fontconfig(Path(folder))


def write_fontconfig(folder: Path) -> Path:
    """Write the configuration and its cache under `folder`, and return it; harmless on Windows."""
    fonts = folder / "fonts"
    fonts.mkdir()
    if sys.platform != "win32":
        # Links, because fontconfig writes a file into each folder of fonts that it may write.
        for font in resources.folder("fonts").glob("*.ttf"):
            (fonts / font.name).symlink_to(font)
    configuration = folder / "fonts.conf"
    configuration.write_text(
        CONFIGURATION.format(fonts=escape(str(fonts)), cache=escape(str(folder / "fontcache"))),
        encoding="utf-8",
    )
    return configuration

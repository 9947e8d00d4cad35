"""A private fontconfig file: the engines see the fonts of packetgen and no others."""

import sys
from functools import cache
from html import escape
from pathlib import Path

from packetgen import resources
from packetgen.system.work_folder import process_folder

# From this root only the folder of the configuration is seen, by the same path: the fontconfig of
# dxpdf reads the system's fifty sample files for each document, to list them to nobody.
ROOT = "root"


def variables(configuration: Path) -> dict[str, str]:
    """Return the environment of a process that reads this configuration and nothing else."""
    root = configuration.parent / ROOT
    return {"FONTCONFIG_FILE": str(configuration), "FONTCONFIG_SYSROOT": str(root)}


@cache
def own_fontconfig() -> Path:
    """Return the configuration of this process, written once and gone with it."""
    return write_fontconfig(process_folder())


def write_fontconfig(folder: Path) -> Path:
    """Write the configuration and its cache under `folder`, and return it; harmless on Windows."""
    folder = folder.absolute()
    fonts = folder / "fonts"
    fonts.mkdir()
    if sys.platform != "win32":
        # Links, because fontconfig writes a file into each folder of fonts that it may write.
        for font in resources.folder("fonts").glob("*.ttf"):
            (fonts / font.name).symlink_to(font)
        seen_from_root = (folder / ROOT).joinpath(*folder.parts[1:])
        seen_from_root.parent.mkdir(parents=True)
        seen_from_root.symlink_to(folder)
    configuration = folder / "fonts.conf"
    text = Path(__file__).with_name("fontconfig.xml").read_text(encoding="utf-8")
    places = {"fonts": escape(str(fonts)), "cache": escape(str(folder / "fontcache"))}
    configuration.write_text(text.format_map(places), encoding="utf-8")
    return configuration

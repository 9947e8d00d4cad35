"""What packetgen prints, as a picture of a terminal."""

from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from dossiers import TODAY
from packetgen import resources
from packetgen.cli.app import app
from packetgen.text import NBSP

COLUMNS, SIZE, LEADING = 106, 24, 35
PADDING, BAR = 34, 44
GROUND, TITLE_BAR, BUTTON = "#0f1726", "#1f2b42", "#46587a"
INK, FAINT = "#e8edf5", "#93a1b8"
ANSI = {1: "#ff7b72", 2: "#6bd68f", 3: "#f2c55c", 4: "#79b8ff"}
FADED_ROWS = 3
# rich would break a line at a no-break space
UNBREAKABLE = "\ue000"


def draw_terminal(command: str, workbook: Path, rows: int) -> Image.Image:
    """Run a command in the workbook's folder and draw what it prints; it fades after `rows`."""
    every = wrapped(printed(command, workbook))
    lines = every[:rows]
    font, bold = typeface("LiberationMono-Regular"), typeface("LiberationMono-Bold")
    cell = font.getlength("m")
    size = (round(COLUMNS * cell) + 2 * PADDING, BAR + len(lines) * LEADING + 2 * PADDING)
    picture = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(picture)
    draw_bar(draw, picture.width)
    for row, line in enumerate(lines):
        column, y = 0, BAR + PADDING + row * LEADING
        for segment in line:
            place = (PADDING + column * cell, y)
            heavy = segment.style is not None and segment.style.bold
            draw.text(
                place, segment.text.replace(UNBREAKABLE, " "), ink(segment), bold if heavy else font
            )
            column += len(segment.text)
    if len(every) > rows:
        fade(picture)
    return picture


def fade(picture: Image.Image) -> None:
    """Let the last lines vanish into the ground: there is more below."""
    height = PADDING + FADED_ROWS * LEADING
    veil = Image.linear_gradient("L").resize((picture.width, height))
    picture.paste(GROUND, (0, picture.height - height), veil)


def printed(command: str, workbook: Path) -> str:
    """What a command prints on a terminal in colours, run in the workbook's folder."""
    output = StringIO()
    arguments = [command, workbook.name, "--date", TODAY.isoformat()]
    with chdir(workbook.parent), redirect_stdout(output), redirect_stderr(StringIO()):
        app.main(arguments, prog_name="packetgen", standalone_mode=False, color=True)
    return output.getvalue()


def wrapped(printed_text: str) -> list[list[Segment]]:
    """Cut the output into lines of the terminal, each in segments of one style."""
    console = Console(width=COLUMNS)
    text = Text.from_ansi(printed_text.replace(NBSP, UNBREAKABLE))
    lines = text.wrap(console, COLUMNS)
    for end in (0, -1):
        while not lines[end].plain:
            lines.pop(end)
    for line in lines:
        line.end = ""
    return [list(line.render(console)) for line in lines]


def ink(segment: Segment) -> str:
    """The colour of a segment."""
    style = segment.style
    if style is None:
        return INK
    if style.color is not None and style.color.number is not None:
        return ANSI[style.color.number]
    return FAINT if style.dim else INK


def draw_bar(draw: ImageDraw.ImageDraw, width: int) -> None:
    """Draw the bar at the top of the window."""
    draw.rectangle((0, 0, width, BAR), fill=TITLE_BAR)
    for place in range(3):
        x, y = PADDING + place * 26, BAR // 2
        draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=BUTTON)


def typeface(name: str) -> ImageFont.FreeTypeFont:
    """One of the fonts that travel with packetgen."""
    return ImageFont.truetype(str(resources.folder("fonts") / f"{name}.ttf"), SIZE)

"""The docs say only what is: commands, options, messages, links, pictures."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from packetgen import __version__
from packetgen.cli.app import app
from packetgen.text import french_typography
from tests.cli.conftest import commands
from tests.conftest import CHECKOUT
from tests.tables import texts_of

GUIDES = sorted(CHECKOUT.glob("docs/guide-*.md"))
DOCS = sorted((*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/*.md")))
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# the program, wherever it is installed
PROGRAM = re.compile(r"(?:^|[/\\])packetgen(?:\.exe)?$")

Command = tuple[Path, str]


def fenced(doc: Path) -> Iterator[str]:
    for block in FENCE.findall(doc.read_text(encoding="utf-8")):
        yield from block.splitlines()


def invocations(line: str) -> Iterator[list[str]]:
    """What follows `packetgen` wherever a line calls it, word by word."""
    for call in line.replace("\\|", "|").split("&&"):
        words = re.findall(r'"[^"]*"|\S+', call.partition(" > ")[0])
        programs = [place for place, word in enumerate(words) if PROGRAM.search(word)]
        if programs and words[programs[-1] + 1 :]:
            yield [word.strip('"') for word in words[programs[-1] + 1 :]]


EXAMPLES = [(doc, line) for doc in DOCS for line in fenced(doc) if [*invocations(line)]]
QUOTES = [
    (doc, line)
    for doc in DOCS
    for line in CODE.findall(FENCE.sub("", doc.read_text(encoding="utf-8")))
    if [*invocations(line)]
]


@pytest.mark.parametrize("command", EXAMPLES, ids=lambda command: command[1])
def test_click_takes_it(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in invocations(command[1]):
        for place in (Path(word) for word in arguments[1:] if not word.startswith("-")):
            folder = place.parent if place.suffix else place
            folder.mkdir(parents=True, exist_ok=True)
            if place.suffix:
                place.touch()
        if arguments not in (["--version"], ["--aide"]):
            found, words = target(arguments)
            # click reads the whole line, types and files included; nothing is run
            found.make_context(found.name, words, parent=group()).close()


def group() -> click.Context:
    return click.Context(app, **app.context_settings)


def target(arguments: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that a line calls, within its group if it has one, and what it is given.

    The folder that `--campagnes` names, before a command, is left out.
    """
    options = {name for parameter in app.get_params(group()) for name in parameter.opts}
    assert not arguments[0].startswith("-") or arguments[0] in options
    words = arguments[2:] if arguments[0] == "--campagnes" else arguments
    found: click.Command = app
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        command = found.get_command(group(), words[0])
        assert command is not None
        found, words = command, words[1:]
    return found, words


@pytest.mark.parametrize("command", QUOTES, ids=lambda command: command[1])
def test_click_knows_the_words_of_each_quote(command: Command) -> None:
    for arguments in invocations(command[1]):
        quoted, words = target(arguments)
        if quoted is app:
            continue
        bare = [word.strip("[]…") for word in words]
        _, extra, _ = quoted.make_parser(click.Context(quoted, parent=group())).parse_args(bare)
        assert extra == []


@pytest.mark.parametrize("name", sorted(commands()))
def test_each_option_is_documented_with_its_command(name: str) -> None:
    shown = {
        word.strip("[]…")
        for _, line in (*EXAMPLES, *QUOTES)
        for arguments in invocations(line)
        if target(arguments)[0] is commands()[name]
        for word in arguments
    }
    options = [p for p in commands()[name].params if isinstance(p, click.Option)]
    assert name.split()[-1] in shown
    assert [option.opts for option in options if not shown & set(option.opts)] == []


def test_a_guide_shows_each_command() -> None:
    lines = [line for doc, line in EXAMPLES if doc in GUIDES]
    shown = [target(words)[0] for line in lines for words in invocations(line)]
    assert [name for name, command in commands().items() if command not in shown] == []


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_links_lead_somewhere(doc: Path) -> None:
    for target in LINK.findall(FENCE.sub("", doc.read_text(encoding="utf-8"))):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, anchor = unquote(target).partition("#")
        place = (doc.parent / file).resolve() if file else doc
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place), target


def anchors(doc: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a doc."""
    headings = re.findall(r"^#+ (.+)$", doc.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_each_picture_is_shown() -> None:
    text = "".join(doc.read_text(encoding="utf-8") for doc in DOCS)
    pictures = sorted(path.name for path in (CHECKOUT / "docs" / "images").glob("*.png"))
    assert pictures
    assert [name for name in pictures if f"images/{name}" not in text] == []


@pytest.mark.parametrize(("guide", "least"), [(GUIDES[0], 10), (GUIDES[1], 5)])
def test_a_guide_quotes_real_messages(guide: Path, least: int) -> None:
    quoted = re.findall(r"^\| «([^»]+)» \|", plain(guide.read_text(encoding="utf-8")), re.MULTILINE)
    assert len(quoted) > least
    for message in quoted:
        fragments = [fragment.strip() for fragment in message.split("…") if fragment.strip()]
        said = [text for text in texts_of_the_code() if all(part in text for part in fragments)]
        assert said, message


@cache
def texts_of_the_code() -> tuple[str, ...]:
    package = CHECKOUT / "packetgen"
    files = (*package.rglob("*.py"), *package.rglob("*.toml"))
    return tuple(plain(text) for path in files for text in texts_of(path))


def plain(text: str) -> str:
    """The text as set by French typography, with one kind of space."""
    return re.sub("[ \u00a0]+", " ", french_typography(text))


def test_the_guide_installs_this_version() -> None:
    guide = (CHECKOUT / "docs" / "guide-association.md").read_text(encoding="utf-8")
    files = re.findall(r"packetgen-[\w.-]+\.(?:whl|zip)", guide)
    kinds = ("py3-none-any.whl", "windows.zip", "mac-apple.zip", "linux.zip")
    assert set(files) == {f"packetgen-{__version__}-{kind}" for kind in kinds}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_guide_is_set_in_french(guide: Path) -> None:
    prose = CODE.sub("", FENCE.sub("", guide.read_text(encoding="utf-8")))
    wrong = re.compile(r"[^\n]{0,20}(?: [;:!?»]|« |\w'\w|\u202f|\.\.\.)[^\n]{0,20}")
    assert wrong.findall(prose) == []

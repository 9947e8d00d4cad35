"""Edit the entries of a TOML file and nothing else: comments, order and layout stay.

A file is its entries, each with the comments right above its heading, and what stands between
them. An entry is edited by tomlkit; entries are moved, added and removed as pieces of text, so
that a comment about a section never leaves with an entry.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli
import tomlkit
from msgspec import Struct, field
from tomlkit.items import Item

from packetgen.campagne import status
from packetgen.errors import CampagneInvalid
from packetgen.model.campagne_lists import ListValue

_HEADING = re.compile(r"\s*\[\[?\s*(?P<name>[\w.-]+)\s*\]\]?\s*(#.*)?$")


class Edit(Struct, frozen=True):
    """Edit of an entry: `index` is its place in the file, None for a new one.

    `values` are to be set by dotted key; None takes the key away.
    """

    index: int | None
    values: Mapping[str, ListValue] = field(default_factory=dict)


def edited_table(text: str, values: Mapping[str, ListValue], name: str = "") -> str:
    """Return a whole file, or its first entry `[[name]]`, with the keys of `values` set."""
    document = tomlkit.parse(text)
    table: Any = document[name] if name else [document]
    for path, value in values.items():
        _set(table[0], path.split("."), value)
    return tomlkit.dumps(document)


def edited_entries(text: str, name: str, edits: Sequence[Edit]) -> str:
    """Return a file whose entries `[[name]]` are those of `edits`, in that order.

    Raises IndexError when an entry is not under a `[[name]]` of its own.
    """
    text = re.sub(rf"(?m)^{name} *= *\[\]\n", "", text)  # an empty list, to be added to
    entries, between = split(text, name)
    stay = in_order([edit.index for edit in edits if edit.index is not None])
    gaps = _gaps(between, stay)
    written, place = [gaps[0]], 0
    for edit in edits:
        if edit.index is None:
            entry = _new_entry(name, edit.values)
        else:
            entry = entries[edit.index].removesuffix("\n") + "\n"
            entry = edited_table(entry, edit.values, name) if edit.values else entry
        if edit.index not in stay:
            written.append(f"\n{entry}" if place else f"{entry}\n")
            continue
        if place:
            written.append(gaps[place])
        written.append(entry)
        place += 1
    if place:
        written.append(gaps[place])
    return "".join(written)


def in_order(numbers: Sequence[int]) -> frozenset[int]:
    """The most of `numbers`, all different, that already stand in ascending order."""
    chains: list[list[int]] = [[]]
    for number in numbers:
        longest = max((chain for chain in chains if not chain or chain[-1] < number), key=len)
        chains.append([*longest, number])
    best = max(chains, key=len)
    return frozenset(best)


def edited_files(
    year: Path, edits: Mapping[str, Sequence[Edit]]
) -> Iterator[tuple[Path, tuple[bytes, bytes]]]:
    """Yield the files of a year that change: their bytes before and after."""
    files = [path for path in sorted(year.glob("[!~.]*.toml")) if path.name != status.NAME]
    written = {key for path in files for key in tomli.loads(path.read_text("utf-8-sig"))}
    for path in files:
        before = path.read_bytes()
        # Windows editors write a mark first and end lines with two characters: both stay
        text = before.decode("utf-8-sig")
        keys = tomli.loads(text).keys()
        crlf = "\r\n" in text
        after = text.replace("\r\n", "\n")
        for name, of_list in edits.items():
            if not name:
                values = of_list[0].values
                here = {each: values[each] for each in values if each.partition(".")[0] in keys}
                after = edited_table(after, here) if here else after
            # the first entry of a list joins the orientations
            elif name in keys or (name not in written and "piliers" in keys):
                try:
                    after = edited_entries(after, name, of_list)
                except IndexError as error:
                    raise CampagneInvalid.said("not_entry_by_entry", path.name, name) from error
        after = after.replace("\n", "\r\n") if crlf else after
        if after != text:
            mark = before[:3] if before.startswith(b"\xef\xbb\xbf") else b""
            yield path, (before, mark + after.encode())


def split(text: str, name: str) -> tuple[list[str], list[str]]:
    """Return the entries `[[name]]` of a file, and what stands before, between and after them."""
    lines = text.splitlines(keepends=True)
    headings = list(_headings(lines))
    entries, between, done = [], [], 0
    for n, (start, heading) in enumerate(headings):
        if heading != name:
            continue
        others = (at for at, other in headings[n + 1 :] if not other.startswith(f"{name}."))
        end = next(others, len(lines))
        first = start
        while first > done and lines[first - 1].lstrip().startswith("#"):
            first -= 1
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        between.append("".join(lines[done:first]))
        entries.append("".join(lines[first:end]))
        done = end
    return entries, [*between, "".join(lines[done:])]


def _headings(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines that begin a table and its name, those inside a long text left aside."""
    inside = False
    for number, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading and not inside:
            yield number, heading["name"]
        if (line.count('"""') + line.count("'''")) % 2:
            inside = not inside


def _gaps(between: Sequence[str], kept: Container[int]) -> list[str]:
    """Text before the entries kept, then after each: only blank lines are lost."""
    gaps = [between[0]]
    for index, gap in enumerate(between[1:]):
        if index in kept:
            gaps.append(gap)
        elif gap.strip():
            gaps[-1] = gaps[-1].rstrip("\n") + "\n" * bool(gaps[-1].strip()) + gap
    if not gaps[-1].strip():
        gaps[-1] = between[-1] if not between[-1].strip() else gaps[-1]
    return gaps


def _new_entry(name: str, values: Mapping[str, ListValue]) -> str:
    """A new entry, written as those of packetgen are: its source by dotted keys."""
    written = (f"{k} = {_item(v).as_string()}\n" for k, v in values.items() if v is not None)
    return "".join((f"[[{name}]]\n", *written))


def _set(table: Any, keys: Sequence[str], value: ListValue) -> None:  # noqa: ANN401
    """Set a value where `keys` lead, or take it away when it is None."""
    *above, last = keys
    for key in above:
        table = table[key]
    if value is None:
        table.pop(last, None)
    else:
        table[last] = _item(value)


def _item(value: ListValue) -> Item:
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)

"""The structure of a bundle: what it may hold at all, its files, its properties, its identifier.

The identifier is a digest of the other bytes of the file: no longer theirs after any new save.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b, sha256
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from pypdf import PdfWriter
from pypdf.generic import StreamObject, read_object

from packetgen import resources
from packetgen.bundle.element import Element
from packetgen.bundle.ledger import NAME
from packetgen.bundle.pdf_page import entries_of, items
from packetgen.bundle.proof import coding, printed
from packetgen.bundle.tags import Reading, summary
from packetgen.model.bundle import Difference, Ledger

WORDS = resources.table(__file__, "structure.toml")
NAMED = WORDS["named"]
ENTRY = re.compile(r"(\w+):?(\w*)(\S*)")
ALLOWED = {
    kind: {f"/{key}": (to, values.split("=")[1:]) for key, to, values in ENTRY.findall(entries)}
    for kind, entries in WORDS["holds"].items()
}
# Written by whoever saves a file
OF_SAVES = {"/Producer", "/ModDate"}
XMP_OF_SAVES = set(WORDS["xmp_of_saves"])
PROPERTIES = ("/Lang", "/PageMode", "/MarkInfo")
MOST_SHOWN, FORMER_SHOWN = 500, 80
IDS = re.compile(rb"/ID \[<([0-9a-f]{32})><\1>\]")
ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
START = re.compile(rb"startxref\s(\d+)\s%%EOF\s*\Z")
STARTS = re.compile(rb"startxref\s+(\d+)")
TABLE = re.compile(rb"\s*(?:xref\b.*?\btrailer|\d+\s+\d+\s+obj)\s*(?=<<)", re.DOTALL)
COMPRESSED = 2  # the last of the kinds of entries: free, in use, within a stream


def foreign(pdf: Pdf) -> Iterator[tuple[Object, str, str, int]]:
    """Yield what the whitelist has not: what holds it, its kind, the key, the number of its page.

    The number is 0 for what belongs to no page. Tags tell themselves what they have not.
    """
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    met: set[tuple[str, tuple[int, int]]] = set()
    left: list[tuple[Object, str, int]] = [(pdf.trailer, "trailer", 0)]
    while left:
        holder, kind, page = left.pop()
        if isinstance(holder, Array):
            left += [(each, kind, page) for each in holder if isinstance(each, Object)]
        if not isinstance(holder, Dictionary | Stream):
            continue
        if holder.is_indirect:
            if (kind, holder.objgen) in met:
                continue
            met.add((kind, holder.objgen))
        page = pages.get(holder.objgen, page)
        kind = "node" if kind == "page" and Name.Kids in holder else kind
        for key in sorted(holder.keys()):
            to, values = ALLOWED[kind].get(key, ("", []))
            if key not in ALLOWED[kind] or (values and str(holder[key])[1:] not in values):
                yield holder, kind, key, page
            elif to and isinstance(holder[key], Object):
                left.append((holder[key], to, page))


def named(pdf: Pdf) -> list[tuple[str, Object]]:
    """Return the specification of each attached file with its name, in their order.

    Names are as packetgen writes them: all in one list, which pikepdf would repair.
    """
    tree = entries_of(entries_of(pdf.Root.get(Name.Names)).get("/EmbeddedFiles"))
    pairs = items(tree.get("/Names"))
    return [(str(name), file) for name, file in zip(pairs[::2], pairs[1::2], strict=False)]


def attached(pdf: Pdf) -> dict[str, bytes]:
    """Return the files attached to `pdf`, by name; `b""` for one that readers may not read."""
    return {name: _versions(file)[0] for name, file in named(pdf)}


def _versions(file: Object) -> list[bytes]:
    held = file.get(Name.EF, Dictionary()).as_dict().values()
    return [coding.decoded(each, each.read_raw_bytes()) or b"" for each in held] or [b""]


def _attachments(pdf: Pdf, expected: Mapping[str, str]) -> Iterator[Difference]:
    """Compare the files attached to a bundle with those that its ledger names."""
    files = [(name, file, _versions(file)) for name, file in named(pdf)]
    found = {name: versions[0] for name, _, versions in files}
    if len(found) != len(files):
        yield Difference("plusieurs fichiers joints portent le même nom")
    for name in sorted({*found, *expected} - {NAME}):
        if name not in expected:
            yield Difference(f"le fichier joint « {name} » a été ajouté")
        elif name not in found:
            yield Difference(f"le fichier joint « {name} » a été retiré")
        elif sha256(found[name]).hexdigest() != expected[name]:
            yield Difference(f"le fichier joint « {name} » a été modifié")
    for name, file, versions in files:
        if any(str(file.get(key, "")) != name for key in (Name.F, Name.UF)):
            yield Difference(f"le fichier joint « {name} » porte plusieurs noms")
        if len({*versions}) > 1:
            yield Difference(f"le fichier joint « {name} » en cache un autre")
    associated = pdf.Root.get(Name.AF, Array())
    if {file.objgen for file in associated} != {file.objgen for _, file, _ in files}:
        yield Difference("les fichiers associés au document ne sont pas ceux qui y sont joints")


def differences(pdf: Pdf, ledger: Ledger, tags: Reading | None) -> Iterator[Difference]:
    """Yield in French what is attached otherwise, or held that packetgen does not write."""
    yield from _attachments(pdf, ledger.attachments)
    parts = printed.owners(ledger.plan)
    strange = [(each, "tag", key, 0) for each, key in tags.strange] if tags else []
    for _, kind, key, page in (*foreign(pdf), *strange):
        what = f"{NAMED[key]} ({key[1:]})" if key in NAMED else f"« {key[1:]} »"
        if 0 < page <= len(parts):
            yield printed.on_page(page, parts[page - 1], f"on y a ajouté {what}")
        else:
            yield Difference(f"on a ajouté {WORDS['where'].get(kind, 'au document')} {what}")


def properties(pdf: Pdf, tags: list[Element] | None, unheld: Sequence[str] = ()) -> dict[str, str]:
    """Return what a file says of itself beside its pages, by key; None for tags not read."""
    said, root = entries_of(pdf.trailer.get(Name.Info)), pdf.Root
    for key in OF_SAVES & said.keys():
        del said[key]
    said |= {key: root[key] for key in PROPERTIES if key in root}
    if Name.Metadata in root:
        said["/Metadata"] = _metadata(pdf)
    if Name.StructTreeRoot in root:
        told = "illisibles" if tags is None else ", ".join((summary(tags), *unheld))
        said["/StructTreeRoot"] = told
    said |= {f"/Desc {name}": file.get(Name.Desc, "") for name, file in named(pdf)}
    return {key: _shown(value) for key, value in said.items()}


def _metadata(pdf: Pdf) -> str:
    """Return the title in the XMP metadata, and after it whatever packetgen does not write."""
    try:
        entries = {key.rpartition("}")[2]: each for key, each in pdf.open_metadata().items()}
    except Exception:  # noqa: BLE001 - whatever the libraries raise on hostile metadata
        return "illisibles"
    title = str(entries.pop("title", ""))
    others = (f", {key} {entries[key]}" for key in sorted(entries.keys() - XMP_OF_SAVES))
    return title + "".join(others)


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, String | Name | str) else "…"
    rest = text[MOST_SHOWN:]
    return f"{text[:MOST_SHOWN]}… {sha256(rest.encode()).hexdigest()[:12]}" if rest else text


def changed(expected: Mapping[str, str], found: Mapping[str, str]) -> Sequence[str]:
    """Return in French the properties that are not as expected."""
    return [
        f"{WORDS['titles'].get(key, key[1:])} « {now} » au lieu de « {before} »"
        for key in sorted({*expected, *found})
        if (before := expected.get(key, "")) != (now := found.get(key, ""))
        # of a former ledger, it is cut there
        and not (len(before) == FORMER_SHOWN and now.startswith(before))
    ]


def identify(content: memoryview) -> None:
    """Write the identifier of a file, in place of that which it has."""
    start, end, name = _drawn(content)
    content[start:end] = name


def has_one_start(content: bytes) -> bool:
    """Whether the end of a file leads to the table after its first object, if it is linearized.

    Some readers look for it there, and others at the end.
    """
    first, last = re.search(rb"endobj\s*", content), START.search(content[-64:])
    head = content[: first.end()] if first else b""
    if b"/Linearized" not in ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), head):
        return True
    return last is not None and len(head) == int(last[1])


def has_plain_tables(content: bytes) -> bool:
    """Whether each table of a file, from the last to the first, has entries of known kinds.

    Of an object of another kind some readers take what an older table has, and others nothing.
    """
    shift = max(content.find(b"%PDF-"), 0)  # what a mail put before counts not
    left, met = [int(start) for start in STARTS.findall(content)[-1:]], set[int]()
    owner: Any = PdfWriter(strict=True)  # of what is read: a fault is not passed over
    while left:
        if (start := left.pop()) in met:
            continue
        met.add(start)
        found = TABLE.match(content, start + shift)
        if found is None:
            return False
        table: Any = read_object(BytesIO(content[found.end() :]), owner)
        left += [int(table[key]) for key in ("/Prev", "/XRefStm") if key in table]
        if isinstance(table, StreamObject) and max(_kinds(table), default=0) > COMPRESSED:
            return False
    return True


def _kinds(table: Any) -> Iterator[int]:  # noqa: ANN401 - pypdf types no entry
    kind, *others = table["/W"]
    rows, step = table.get_data(), kind + sum(others)
    return (int.from_bytes(rows[at : at + kind]) for at in range(0, len(rows), step) if kind)


def is_as_written(content: memoryview) -> bool:
    """Whether a file has the identifier of its bytes."""
    start, end, name = _drawn(content)
    return start > 0 and content[start:end] == name


def _drawn(content: memoryview) -> tuple[int, int, bytes]:
    """Return where the identifier of a file starts and ends (0: none), and what it should be."""
    table = START.search(content[-64:])
    found = IDS.search(content, int(table[1])) if table else None
    start, end = found.span() if found else (0, 0)
    digest = blake2b(content[:start], digest_size=16)
    digest.update(content[end:])
    name = digest.hexdigest().encode()
    return start, end, b"/ID [<%b><%b>]" % (name, name)

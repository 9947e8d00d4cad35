"""Convert documents with one library until the end of stdin; run as a script, in its own process.

Arguments: dxpdf or rdocx, and the folder that holds the library. Each line of stdin is a name:
`name`.docx of the working folder becomes `name`.pdf; each line of stdout answers with the name,
or with the kind of error. A crash, a hang or a want of memory ends this process alone.
"""

from __future__ import annotations

import sys

MEMORY = 2 * 1024**3  # bytes; the largest conversion of a 793-document corpus took 1.6 GB
NOT_WRITTEN = "OSError"
CPU_SECONDS = 600  # ends what would go on by itself after its parent was killed


def limit_resources() -> None:
    """Cap memory and processor time, and leave no core file, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):  # macOS refuses some
            continue


def convert(library: str, docx: bytes) -> bytes:
    """Return the PDF that `library` draws."""
    if library == "dxpdf":
        import dxpdf

        return bytes(dxpdf.convert(docx))
    import rdocx

    return bytes(rdocx.Document.from_bytes(docx).to_pdf())


def main(library: str, folder: str) -> None:
    """Answer each line of stdin."""
    sys.path.append(folder)
    limit_resources()
    for line in sys.stdin:
        answer = name = line.strip()
        try:
            with open(f"{name}.docx", "rb") as docx:  # noqa: PTH123 - pathlib is long to load
                pdf = convert(library, docx.read())
            with open(f"{name}.pdf", "wb") as target:  # noqa: PTH123
                target.write(pdf)
        except OSError:
            answer = NOT_WRITTEN
        except BaseException as error:  # noqa: BLE001 - a panic of Rust is no Exception
            answer = type(error).__name__
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Draw a document with one library, in a process that packetgen.convert.embedded starts for it."""

NOT_WRITTEN = "OSError"
DRAWN = "drawn"


def handle(library: str, path: str) -> str:
    """Draw with `library`: the file `path`.docx becomes `path`.pdf; return DRAWN or an error."""
    try:
        with open(f"{path}.docx", "rb") as docx:  # noqa: PTH123 - pathlib is long to load
            pdf = draw_pdf(library, docx.read())
        with open(f"{path}.pdf", "wb") as target:  # noqa: PTH123
            target.write(pdf)
    except OSError:
        return NOT_WRITTEN
    except BaseException as error:  # noqa: BLE001 - a panic of Rust is no Exception
        return type(error).__name__
    return DRAWN


def draw_pdf(library: str, docx: bytes) -> bytes:
    """Return the PDF that `library` draws."""
    if library == "dxpdf":
        import dxpdf

        return bytes(dxpdf.convert(docx))
    import rdocx

    return bytes(rdocx.Document.from_bytes(docx).to_pdf())

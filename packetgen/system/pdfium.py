"""PDFium in this process: its library has no threads, and the page works in several."""

from threading import RLock

# Held as long as a document of PDFium is open in a process that may have other threads
PDFIUM = RLock()

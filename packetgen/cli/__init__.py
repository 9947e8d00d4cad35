"""The command line, in French: the only importer of click, one command a file."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of the `packetgen` program: run, and leave with the exit code."""
    # click asks gettext for its words; gettext asks the environment for the language
    os.environ["LANGUAGE"] = "fr"
    from packetgen.cli.boundary import end_as_interrupted, run

    end_as_interrupted()
    sys.exit(run(sys.argv[1:]))

"""The command line, in French: the only importer of click."""

import atexit
import gc
import os
import sys


def main() -> None:
    """Entry point of the `packetgen` program: run, and leave with the exit code."""
    # click asks gettext for its words; gettext asks the environment for the language
    os.environ["LANGUAGE"] = "fr"
    from packetgen.cli.boundary import end_as_interrupted, run
    from packetgen.errors import ExitCode
    from packetgen.system.streams import secure_streams

    secure_streams()
    end_as_interrupted()
    # one command makes few cycles and ends: looking for them costs a tenth of its time
    gc.set_threshold(1_000_000)
    code = run(sys.argv[1:])
    if code == ExitCode.INTERRUPTED:
        # an interruption inside exec(), where named tuples are made, is marked for ever by CPython:
        # it would end by the signal, whatever the code
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    # all goes with the process: to look for garbage once more took a tenth of a short run
    gc.freeze()
    sys.exit(code)

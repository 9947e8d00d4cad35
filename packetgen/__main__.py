"""`python -m packetgen`: the same program, where its folder is not on the PATH."""

from packetgen.cli import main

main()

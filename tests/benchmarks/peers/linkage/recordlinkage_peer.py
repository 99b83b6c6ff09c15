"""recordlinkage on a register, as its guide does it: recordlinkage_peer.py REGISTER.csv OUT.json

Blocks on names, date, code and telephone; Jaro-Winkler of names and address; the ECM classifier.
"""

import json
import math
import sys

import pandas as pd
import recordlinkage

CODES = ("dob", "cf", "phone")
NAMES = ("given", "surname", "address")


def main(path: str, out: str) -> None:
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("rec_id")
    rows["phone"] = rows["phone"].str.replace(r"\D", "", regex=True).str[-10:]
    for column in NAMES:
        rows[column] = rows[column].str.lower()
    rows = rows.replace("", None)
    indexer = recordlinkage.Index()
    for column in (
        *CODES,
        ["given", "surname"],
        ["surname", "sex"] if rows["sex"].notna().any() else "surname",
    ):
        indexer.block(column)
    compare = recordlinkage.Compare()
    for column in NAMES:
        compare.string(column, column, method="jarowinkler", threshold=0.88, label=column)
    for column in CODES:
        if rows[column].notna().any():
            compare.exact(column, column, label=column)
    features = compare.compute(indexer.index(rows), rows)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit_predict(features)
    found = classifier.prob(features)
    pairs = [[a, b, round(_bits(p), 3)] for (a, b), p in found.items() if p > 0.01]
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"pairs": pairs}, file)


def _bits(probability: float) -> float:
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log2(kept / (1 - kept))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""splink on a register, set up as its documentation proposes: splink_peer.py REGISTER.csv OUT.json

Names in small letters, the last ten figures of the telephone, full dates only; ready-made comparisons,
term frequencies, random sampling for u, EM for m.
"""

import json
import logging
import sys

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LEAST = 0.01


def table(path: str) -> pd.DataFrame:
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in ("given", "surname", "address"):
        rows[column] = rows[column].str.lower().str.strip()
    rows["phone"] = rows["phone"].str.replace(r"\D", "", regex=True).str[-10:]
    rows["dob"] = rows["dob"].where(rows["dob"].str.len() == 10, "")
    rows = rows.replace("", None)
    rows["both_names"] = rows["given"] + " " + rows["surname"]
    return rows


def settings(told: set[str]) -> SettingsCreator:
    """A comparison for each column, eight blocking rules; without the columns that nobody filled in."""
    comparisons = {
        "given": cl.ForenameSurnameComparison(
            "given", "surname", forename_surname_concat_col_name="both_names"
        ),
        "dob": cl.DateOfBirthComparison("dob", input_is_string=True),
        "cf": cl.LevenshteinAtThresholds("cf", [1, 2]),
        "phone": cl.LevenshteinAtThresholds("phone", [1, 2]),
        "address": cl.JaroWinklerAtThresholds("address", [0.92, 0.85]).configure(
            term_frequency_adjustments=True
        ),
    }
    blocking = {
        "cf": block_on("cf"),
        "phone": block_on("phone"),
        "dob": block_on("dob"),
        "given": block_on("given", "surname"),
        "surname": block_on("surname", "substr(dob, 1, 4)"),
        "names": block_on("given", "substr(dob, 1, 4)"),
        "letters": block_on("substr(given, 1, 3)", "substr(surname, 1, 3)", "substr(dob, 1, 4)"),
        "address": block_on("address", "substr(given, 1, 3)"),
    }
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=[comparison for column, comparison in comparisons.items() if column in told],
        blocking_rules_to_generate_predictions=[
            rule for column, rule in blocking.items() if column not in ("cf", "phone") or column in told
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def main(register: str, out: str) -> None:
    logging.disable(logging.CRITICAL)
    rows = table(register)
    told = {column for column in rows if rows[column].notna().any()}
    linker = Linker(DuckDBAPI().register(rows), settings(told))
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("cf"), block_on("given", "surname", "dob")], recall=0.6
    )
    train.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for columns in (["dob"], ["given", "surname"], ["phone"]):
        if told.issuperset(columns):
            train.estimate_parameters_using_expectation_maximisation(block_on(*columns), max_pairs=1e6)
    found = linker.inference.predict(threshold_match_probability=LEAST).as_pandas_dataframe()
    pairs = zip(found["rec_id_l"], found["rec_id_r"], found["match_weight"], strict=True)
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"pairs": [[a, b, round(float(bits), 3)] for a, b, bits in pairs]}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])

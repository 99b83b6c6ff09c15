"""Whoever decides between two answers reads of no table and no column by its name in the program."""

from millegiorni_desk.flows.column_words import FIELDS, RECORDS
from millegiorni_desk.flows.desk import SCHEMA

# What nobody writes by hand, and so never in two ways: pieces of files, seals, codes, counts of whoever was erased.
_NOBODYS = {"attachment_part", "sealed", "sealed_key", "statistical_person"}
_NOBODYS |= {"linkage_key", "person_encoding", "evidence_part"}
_MARKS = {
    "id",
    "house",
    "voided",
    "about",
    "media_type",
    "size",
    "sha256",
    "kept_id",
    "gone_id",
    "moved",
    "fields",
}
_MARKS |= {"seal_key"}


def test_every_table_and_column_that_two_desks_may_write_has_words() -> None:
    unsaid = []
    for table in SCHEMA.metadata.tables.values():
        if not table.info.get("sync") or table.info["append_only"] or table.name in _NOBODYS:
            continue
        unsaid += [table.name] if table.name not in RECORDS else []
        unsaid += [f"{table.name}.{c.name}" for c in table.columns if c.name not in FIELDS.keys() | _MARKS]
    assert unsaid == []

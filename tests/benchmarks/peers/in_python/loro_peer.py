"""Loro: a map of maps; updates are imported in one batch, a snapshot with the whole history goes to one file."""

import os
from pathlib import Path
from typing import Any

from loro import ExportMode, LoroDoc, LoroMap


def _write(doc: LoroDoc, saves: list[Any]) -> bytes:
    """Write *saves*; gives the update that carries them."""
    before, records = doc.oplog_vv, doc.get_map("record")
    for rid, _, cells in saves:
        row = records.get_or_create_container(rid, LoroMap())
        for column, value in cells.items():
            row.insert(column, value)
    doc.commit()
    return doc.export(ExportMode.Updates(before))


def make(load: dict[str, Any]) -> list[bytes]:
    docs = []
    for device in load["devices"]:
        doc = LoroDoc()
        doc.peer_id = device["number"]
        docs.append(doc)
    births = [_write(doc, device["births"]) for doc, device in zip(docs, load["devices"], strict=True)]
    for number, doc in enumerate(docs):
        doc.import_batch(births[:number] + births[number + 1 :])
    return births + [_write(doc, device["edits"]) for doc, device in zip(docs, load["devices"], strict=True)]


def opened(out: Path) -> Any:
    return LoroDoc(), out / "document"


def merge(store: Any, pieces: list[bytes]) -> None:
    doc, file = store
    doc.import_batch(pieces)
    with file.open("wb") as target:
        target.write(doc.export(ExportMode.Snapshot()))
        target.flush()
        os.fsync(target.fileno())


def state(out: Path) -> dict[str, Any]:
    doc = LoroDoc()
    doc.import_((out / "document").read_bytes())
    return {"rows": doc.get_deep_value()["record"], "kept": {}}

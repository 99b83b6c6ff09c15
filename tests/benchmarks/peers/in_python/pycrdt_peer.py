"""Yjs, through its Rust implementation: a map of maps; updates are applied, the document goes to one file."""

import os
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map


def _write(doc: Any, saves: list[Any]) -> bytes:
    """Write *saves*; gives the update that carries them."""
    before, records = doc.get_state(), doc.get("record", type=Map)
    with doc.transaction():
        for rid, _, cells in saves:
            if rid not in records:
                records[rid] = Map()
            records[rid].update(cells)
    return doc.get_update(before)


def make(load: dict[str, Any]) -> list[bytes]:
    docs = [Doc(client_id=device["number"]) for device in load["devices"]]
    births = [_write(doc, device["births"]) for doc, device in zip(docs, load["devices"], strict=True)]
    for number, doc in enumerate(docs):
        for piece in births[:number] + births[number + 1 :]:
            doc.apply_update(piece)
    return births + [_write(doc, device["edits"]) for doc, device in zip(docs, load["devices"], strict=True)]


def opened(out: Path) -> Any:
    return Doc(client_id=1), out / "document"


def merge(store: Any, pieces: list[bytes]) -> None:
    doc, file = store
    for piece in pieces:
        doc.apply_update(piece)
    with file.open("wb") as target:
        target.write(doc.get_update())
        target.flush()
        os.fsync(target.fileno())


def state(out: Path) -> dict[str, Any]:
    doc: Any = Doc()
    doc.apply_update((out / "document").read_bytes())
    return {"rows": doc.get("record", type=Map).to_py(), "kept": {}}

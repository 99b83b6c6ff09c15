// TinyBase: a MergeableStore in memory, kept in SQLite by its own persister (one JSON text).
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createMergeableStore } from "tinybase";
import { createSqliteNodePersister } from "tinybase/persisters/persister-sqlite-node";
import { text } from "./written.mjs";

export async function make(load) {
  const devices = load.devices.map((device) => {
    const clock = { now: 0 };
    const store = createMergeableStore(`device${device.number}`, () => clock.now);
    return { ...device, clock, store };
  });
  const written = ({ store, clock }, saves) => {
    let changes;
    const listener = store.addDidFinishTransactionListener(() => (changes = store.getTransactionMergeableChanges()));
    store.transaction(() => {
      for (const [rid, [milliseconds], cells] of saves) {
        clock.now = milliseconds;
        store.setPartialRow("record", rid, cells);
      }
    });
    store.delListener(listener);
    return JSON.stringify(changes);
  };
  const births = devices.map((device) => written(device, device.births));
  devices.forEach(({ store }, place) =>
    births.forEach((piece, other) => other !== place && store.applyMergeableChanges(JSON.parse(piece))));
  return [...births, ...devices.map((device) => written(device, device.edits))];
}

export async function opened(out) {
  const db = new DatabaseSync(path.join(out, "store.db"));
  const store = createMergeableStore("center");
  return { db, store, persister: createSqliteNodePersister(store, db) };
}

export async function merge({ db, store, persister }, pieces) {
  for (const piece of pieces) store.applyMergeableChanges(JSON.parse(text(piece)));
  await persister.save();
  await persister.destroy();
  db.close();
}

export async function state(out) {
  const { store, persister } = await opened(out);
  await persister.load();
  return { rows: store.getTable("record"), kept: {} };
}

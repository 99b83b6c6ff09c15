// PouchDB on LevelDB. Taken in as a replication does, with revision trees (bulkDocs, new_edits: false), but without
// reading the source and without checkpoints. LevelDB does not force its files to the disk: that is done here.
import fs from "node:fs";
import path from "node:path";
import PouchDB from "pouchdb";
import { forced, readBefore, text } from "./written.mjs";

async function leaves(db, ids) {
  const { results } = await db.bulkGet({ docs: ids.map((id) => ({ id })), revs: true });
  return JSON.stringify(results.map((result) => result.docs[0].ok));
}

const born = ([rid, , cells]) => ({ _id: rid, ...cells });

export async function make(load, home) {
  const births = [], edits = [];
  for (const device of load.devices) {
    const db = new PouchDB(path.join(home, `device${device.number}`));
    await db.bulkDocs(device.births.map(born));
    births.push(await leaves(db, device.births.map(([rid]) => rid)));
    await db.bulkDocs(readBefore(load, device).map(born));
    const saves = Map.groupBy(device.edits, ([rid]) => rid);
    for (let wave = 0; [...saves.values()].some((some) => some.length > wave); wave++) {
      const due = [...saves].filter(([, some]) => some.length > wave);
      const { rows } = await db.allDocs({ keys: due.map(([rid]) => rid), include_docs: true });
      await db.bulkDocs(rows.map(({ doc }, place) => ({ ...doc, ...due[place][1][wave][2] })));
    }
    edits.push(await leaves(db, [...saves.keys()]));
    await db.destroy();
  }
  return [...births, ...edits];
}

export async function opened(out) {
  const db = new PouchDB(path.join(out, "store"));
  await db.info();
  return { db, out };
}

export async function merge({ db, out }, pieces) {
  for (const piece of pieces) await db.bulkDocs(JSON.parse(text(piece)), { new_edits: false });
  await db.close();
  for (const file of fs.readdirSync(path.join(out, "store"))) forced(path.join(out, "store", file));
}

const stronger = (one, other) => {
  const [here, there] = [one, other].map((rev) => Number(rev.split("-")[0]));
  return here === there ? one > other : here > there;
};

export async function state(out) {
  const db = new PouchDB(path.join(out, "store"));
  const rows = {}, kept = {};
  const { rows: found } = await db.allDocs({ include_docs: true, conflicts: true });
  for (const { doc } of found) {
    const { _id, _rev, _conflicts = [], ...cells } = doc;
    rows[_id] = cells;
    if (_conflicts.some((rev) => stronger(rev, _rev))) throw new Error(`${_id}: the longer branch must win`);
    if (_conflicts.length === 0) continue;
    const { results } = await db.bulkGet({ docs: _conflicts.map((rev) => ({ id: _id, rev })) });
    for (const { docs: [{ ok }] } of [...results, { docs: [{ ok: doc }] }])
      for (const [column, value] of Object.entries(ok))
        if (!column.startsWith("_")) ((kept[_id] ??= {})[column] ??= []).push(value);
  }
  return { rows, kept };
}

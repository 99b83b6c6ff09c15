// Automerge: a map of maps, one change for each save; the document, with its whole history, goes to one file.
import fs from "node:fs";
import path from "node:path";
import * as A from "@automerge/automerge";
import { forced, readBefore } from "./written.mjs";

function written(doc, saves) {
  for (const [rid, , cells] of saves)
    doc = A.change(doc, (draft) => {
      if (draft[rid]) Object.assign(draft[rid], cells);
      else draft[rid] = cells;
    });
  return doc;
}

export async function make(load) {
  const actor = (device) => device.number.toString(16).padStart(32, "0");
  const births = load.devices.map((device) => written(A.init({ actor: actor(device) }), device.births));
  const edits = load.devices.map((device, place) => {
    let doc = births[place];
    const others = new Set(readBefore(load, device).map(([rid]) => rid));
    load.devices.forEach((other, number) => {
      if (other.births.some(([rid]) => others.has(rid))) doc = A.merge(doc, A.clone(births[number]));
    });
    const heads = A.getHeads(doc);
    return A.saveSince(written(doc, device.edits), heads);
  });
  return [...births.map((doc) => A.save(doc)), ...edits];
}

export async function opened(out) {
  return path.join(out, "document");
}

// One load of all pieces takes half the time of loading one after the other.
export async function merge(file, pieces) {
  forced(file, A.save(A.load(new Uint8Array(Buffer.concat(pieces)))));
}

export async function state(out) {
  const doc = A.load(new Uint8Array(fs.readFileSync(path.join(out, "document"))));
  const kept = {};
  for (const [rid, row] of Object.entries(doc))
    for (const column of Object.keys(row)) {
      const values = Object.values(A.getConflicts(row, column) ?? {});
      if (values.length > 1) (kept[rid] ??= {})[column] = values;
    }
  return { rows: A.toJS(doc), kept };
}

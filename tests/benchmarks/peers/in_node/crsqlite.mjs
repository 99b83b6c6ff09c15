// cr-sqlite, in WebAssembly and in memory: the native extension is not in the package registries as a file.
import initWasm from "@vlcn.io/crsqlite-wasm";
import { readFileSync } from "node:fs";
import { readBefore, text } from "./written.mjs";

// Emscripten of that time fetches its file; Node's fetch does not read files.
globalThis.fetch = async (address) =>
  new Response(readFileSync(new URL(address)), { headers: { "content-type": "application/wasm" } });

const COLUMNS = Array.from({ length: 12 }, (_, number) => `c${String(number).padStart(2, "0")}`);
const CHANGES = '"table", "pk", "cid", "val", "col_version", "db_version", "site_id", "cl", "seq"';
const BLOBS = [1, 6];

async function database() {
  const sqlite = await initWasm(() => import.meta.resolve("@vlcn.io/crsqlite-wasm/crsqlite.wasm"));
  const db = await sqlite.open(":memory:");
  await db.exec(`CREATE TABLE record (id TEXT PRIMARY KEY NOT NULL, ${COLUMNS.join(", ")})`);
  await db.exec("SELECT crsql_as_crr('record')");
  return db;
}

async function written(db, saves) {
  const [[version]] = await db.execA("SELECT crsql_db_version()");
  await db.tx(async (tx) => {
    for (const [rid, , cells] of saves) {
      const names = Object.keys(cells);
      await tx.exec(
        `INSERT INTO record (id, ${names.join(", ")}) VALUES (?${", ?".repeat(names.length)})
        ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")}`,
        [rid, ...Object.values(cells)],
      );
    }
  });
  const rows = await db.execA(
    `SELECT ${CHANGES} FROM crsql_changes WHERE site_id = crsql_site_id() AND db_version > ?`, [version]);
  return JSON.stringify(rows.map((row) => row.map((value, place) =>
    BLOBS.includes(place) ? Buffer.from(value).toString("base64") : value)));
}

export async function make(load) {
  const births = [], edits = [];
  for (const device of load.devices) {
    const db = await database();
    births.push(await written(db, device.births));
    await db.close();
  }
  for (const device of load.devices) {
    const db = await database();
    const needed = new Set([...device.births, ...readBefore(load, device)].map(([rid]) => rid));
    const read = births.filter((_, place) => load.devices[place].births.some(([rid]) => needed.has(rid)));
    await take(db, read);
    edits.push(await written(db, device.edits));
    await db.close();
  }
  return [...births, ...edits];
}

async function take(db, pieces) {
  await db.tx(async (tx) => {
    const insert = await tx.prepare(`INSERT INTO crsql_changes (${CHANGES}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    for (const piece of pieces)
      for (const row of JSON.parse(piece)) {
        for (const place of BLOBS) row[place] = new Uint8Array(Buffer.from(row[place], "base64"));
        await insert.run(tx, ...row);
      }
    await insert.finalize(tx);
  });
}

export const opened = database;

export const merge = (db, pieces) => take(db, pieces.map(text));

export async function state(_, db) {
  const rows = {};
  for (const { id, ...cells } of await db.execO("SELECT * FROM record")) rows[id] = cells;
  return { rows, kept: {} };
}

// Evolu: its own database worker on better-sqlite3, given the encrypted messages that a relay sends to a device
// that has none yet (broadcasts of 1 MB, in the order of time).
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import {
  createBroadcastChannel, createConsoleStoreOutput, createId, createMessageChannel, createMessagePort,
  createPreparedStatementsCache, createRandomBytes, createRun, createWorker, ok, testAppOwner as owner,
} from "@evolu/common";
import { createProtocolBroadcastMessagesFromCrdtMessages, startDbWorker } from "@evolu/common/local-first";
import Database from "better-sqlite3";

const randomBytes = createRandomBytes();
const COLUMNS = Array.from({ length: 12 }, (_, number) => `c${String(number).padStart(2, "0")}`);
const NAME = "peers";

// Evolu's ids are 16 bytes; the record's own id travels nowhere else, so it is kept beside for the check.
const idOf = (rid) => createHash("sha256").update(rid).digest().subarray(0, 16).toString("base64url");

export async function make(load, home) {
  const saves = load.devices.flatMap(({ number, births, edits }) => {
    const nodeId = number.toString(16).padStart(16, "0");
    return [[true, births], [false, edits]].flatMap(([isInsert, some]) =>
      some.map(([rid, [millis, counter], values]) => ({
        timestamp: { millis, counter, nodeId },
        change: { table: "record", id: idOf(rid), values, isInsert, isDelete: null },
      })));
  });
  const place = ({ timestamp: { millis, counter, nodeId } }) => [millis, counter, Number(nodeId)];
  saves.sort((one, other) => {
    const [here, there] = [place(one), place(other)];
    const first = here.findIndex((part, number) => part !== there[number]);
    return first < 0 ? 0 : here[first] - there[first];
  });
  const rids = load.devices.flatMap((device) => device.births.map(([rid]) => [idOf(rid), rid]));
  fs.writeFileSync(path.join(home, "rids.json"), JSON.stringify(Object.fromEntries(rids)));
  return createProtocolBroadcastMessagesFromCrdtMessages({ randomBytes })(owner, saves);
}

// better-sqlite3 as it comes: a rollback journal, synchronous = FULL. Node has no encrypted build, and Evolu none.
const createSqliteDriver = (name) => () => {
  const db = new Database(name);
  const prepared = createPreparedStatementsCache((text) => db.prepare(text), () => {});
  return ok({
    exec(query) {
      const statement = prepared.get(query, true);
      if (statement.reader) return { rows: statement.all(query.parameters), changes: 0 };
      return { rows: [], changes: statement.run(query.parameters).changes };
    },
    export: () => new Uint8Array(db.serialize()),
    deleteDatabase: () => {},
    [Symbol.dispose]: () => db.close(),
  });
};

export async function opened(out) {
  const file = path.join(out, "store.db");
  const run = createRun({
    createSqliteDriver: () => createSqliteDriver(file),
    createMessagePort, createBroadcastChannel,
    consoleStoreOutputEntry: createConsoleStoreOutput().entry,
    lockManager: navigator.locks,
  });
  const { port1, port2 } = createMessageChannel();
  let done;
  const worker = createWorker((self) => { done = run(startDbWorker(self)); });
  const answers = new Map();
  const started = new Promise((resolve) => {
    port1.onMessage = (message) => {
      if (message.type === "LeaderAcquired") resolve(message.clock);
      else answers.get(message.attemptId)(message.response.message);
    };
  });
  worker.postMessage({
    type: "DbWorkerInit", name: NAME, consoleLevel: "warn", memoryOnly: false, port: port2.native,
    sqliteSchema: { tables: { record: new Set(COLUMNS) }, indexes: [] }, encryptionKey: owner.encryptionKey,
  }, [port2.native]);
  const ask = (request) => {
    const attemptId = createId({ randomBytes });
    return new Promise((resolve) => {
      answers.set(attemptId, resolve);
      port1.postMessage({ type: "Request", attemptId, ...request });
    });
  };
  const clock = await started;
  return { ask, clock, close: () => (port1.postMessage({ type: "Dispose" }), done) };
}

export async function merge({ ask, clock, close }, pieces) {
  for (const inputMessage of pieces) {
    const message = { type: "ApplySyncMessage", owner, inputMessage };
    const answer = await ask({ clock, now: Date.now(), request: { type: "ForSharedWorker", message } });
    if (!answer.result.ok || answer.result.value.type !== "Broadcast") throw new Error(JSON.stringify(answer.result));
    clock = answer.clock;
  }
  await close();
}

export async function state(out) {
  const rids = JSON.parse(fs.readFileSync(path.join(out, "..", "rids.json"), "utf8"));
  const db = new Database(path.join(out, "store.db"), { readonly: true });
  const rows = {}, kept = {};
  for (const row of db.prepare(`SELECT id, ${COLUMNS.join(", ")} FROM record`).iterate()) {
    const { id, ...cells } = row;
    rows[rids[id]] = cells;
  }
  const history = db.prepare('SELECT id, "column", value FROM evolu_history ORDER BY timestamp').iterate();
  for (const { id, column, value } of history)
    ((kept[rids[id.toString("base64url")]] ??= {})[column] ??= []).push(value);
  db.close();
  return { rows, kept };
}

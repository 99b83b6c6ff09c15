// What several peers do alike.
import fs from "node:fs";

// The births that a device must have read before it can write its edits: of the records that are not its own.
export function readBefore(load, device) {
  const own = new Set(device.births.map(([rid]) => rid));
  const others = new Set(device.edits.map(([rid]) => rid).filter((rid) => !own.has(rid)));
  return load.devices.flatMap((other) => other.births).filter(([rid]) => others.has(rid));
}

export function forced(file, bytes) {
  const target = fs.openSync(file, bytes ? "w" : "r");
  if (bytes) fs.writeSync(target, bytes);
  fs.fsyncSync(target);
  fs.closeSync(target);
}

export const text = (piece) => new TextDecoder().decode(piece);

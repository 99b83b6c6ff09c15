// One task of one peer, alone in a process: what in_python/run.py does, with the same words.
import fs from "node:fs";
import path from "node:path";

const [name, task, folder, order] = process.argv.slice(2);
const peer = await import(`./${name}.mjs`);
const home = path.join(folder, name);
const pieces = path.join(home, "pieces");

function peakMb() {
  if (!fs.existsSync("/proc/self/status")) return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
}

function filesIn(place) {
  return fs.readdirSync(place, { recursive: true }).map((file) => path.join(place, file))
    .filter((file) => fs.statSync(file).isFile());
}

if (task === "make") {
  fs.mkdirSync(pieces, { recursive: true });
  const load = JSON.parse(fs.readFileSync(path.join(folder, "load.json"), "utf8"));
  (await peer.make(load, home)).forEach((piece, number) => {
    fs.writeFileSync(path.join(pieces, String(number).padStart(3, "0")), piece);
  });
} else {
  const out = path.join(home, "store");
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out);
  const taken = fs.readdirSync(pieces).sort().map((file) => new Uint8Array(fs.readFileSync(path.join(pieces, file))));
  if (order === "back") taken.reverse();
  const store = await peer.opened(out);
  const before = peakMb(), wall = performance.now(), own = process.cpuUsage();
  await peer.merge(store, taken);
  const spent = process.cpuUsage(own);
  const cost = {
    wall: (performance.now() - wall) / 1000,
    own: (spent.user + spent.system) / 1e6,
    before,
    peak: peakMb(),
    sent: taken.reduce((sum, piece) => sum + piece.length, 0),
    disk: filesIn(out).reduce((sum, file) => sum + fs.statSync(file).size, 0),
  };
  fs.writeFileSync(path.join(home, "state.json"), JSON.stringify(await peer.state(out, store)));
  console.log(JSON.stringify(cost));
}
process.exit(0);

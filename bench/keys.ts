/**
 * Keys by number: the time of a look-up and of a whole decision over random keys, bytes a key, a full collection, and
 * how long a start takes. Each row is measured in a process of its own. Takes about a minute: `node bench/keys.ts`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "./keys/measure.ts";
import { writeSqliteFile } from "./keys/sqlite-file.ts";

const sizes = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const sqliteKeys = 1_000_000;
/** Of the first release; the ratio is to 1,000 keys in the same process. */
const targets = { bytesPerKey: 160, collection: 20, load: 2.5, decision: 1.5 };

function measure(keys: number, ...path: string[]): Measurement {
  const script = join(import.meta.dirname, "keys/measure.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, String(keys), ...path], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function measureSqlite(): Measurement {
  const folder = mkdtempSync(join(tmpdir(), "clavis-bench-"));
  try {
    const path = join(folder, "clavis.db");
    writeSqliteFile(path, sqliteKeys);
    return measure(sqliteKeys, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const columns = ["keys", "hit us", "miss us", "decision us", "to 1,000", "bytes/key", "full gc ms", "load s"];

const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(12)).join("");

const ratioOf = ({ times }: Measurement): number =>
  times === undefined ? Number.NaN : times.decision / times.baseDecision;

function row(name: string, it: Measurement): string {
  const { times, bytesPerKey, collection, load } = it;
  const cells = times === undefined ? [] : [times.hit, times.miss, times.decision, ratioOf(it)];
  const known = ["-", "-", "-", "-"].map((none, at) => cells[at]?.toFixed(2) ?? none);
  return line([name, ...known, bytesPerKey.toFixed(0), collection.toFixed(1), load.toFixed(2)]);
}

const verdict = (name: string, value: number, target: number, unit: string): string =>
  `${value <= target ? "met   " : "MISSED"}  ${name}: ${value.toFixed(2)} ${unit}, target ${target} ${unit}`;

function report(rows: readonly Measurement[], sqlite: Measurement): void {
  const large = [...rows.filter(({ keys }) => keys >= 1_000_000), sqlite];
  const worst = (of: (it: Measurement) => number): number => Math.max(...large.map(of));
  console.log(line(columns));
  for (const it of rows) console.log(row(it.keys.toLocaleString("en"), it));
  console.log(row("SQLite, 1 M", sqlite));
  console.log();
  console.log(verdict("10 M keys against 1,000, per decision", Math.max(...rows.map(ratioOf)), targets.decision, "x"));
  console.log(
    verdict(
      "memory a key",
      worst(({ bytesPerKey }) => bytesPerKey),
      targets.bytesPerKey,
      "B",
    ),
  );
  console.log(
    verdict(
      "full collection",
      worst(({ collection }) => collection),
      targets.collection,
      "ms",
    ),
  );
  console.log(verdict("1 M keys ready from SQLite", sqlite.load, targets.load, "s"));
  console.log(
    `        to the bare reading of the same rows: ${(sqlite.load / (sqlite.bareRead ?? Number.NaN)).toFixed(2)}`,
  );
}

report(
  sizes.map((size) => measure(size)),
  measureSqlite(),
);

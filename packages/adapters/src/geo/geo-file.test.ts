import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Address, parseAddress } from "@clavis/core";
import { type GeoFile, openGeo } from "./geo-file.ts";
import { noGeo } from "./no-geo.ts";
import { countryMmdb } from "./testing/write-mmdb.ts";

const builtAt = Date.UTC(2026, 10, 1);
const dayLength = 86_400_000;
const never = 2 ** 31 - 1;

const addressOf = (text: string): Address => {
  const address = parseAddress(text);
  assert.ok(address);
  return address;
};
const address = addressOf("203.0.113.5");
const fileOf = (country: string, at = builtAt): Buffer => countryMmdb({ "203.0.113.0/24": country }, { builtAt: at });

/** A place for a file, and what is told of it. */
class Stand {
  path: string;
  readonly problems: string[] = [];
  readonly loaded: number[] = [];
  now = builtAt + dayLength;
  readonly #t: TestContext;
  #onLoaded: (() => void) | undefined;

  constructor(t: TestContext) {
    const folder = mkdtempSync(join(tmpdir(), "clavis-geo-"));
    t.after(() => rmSync(folder, { recursive: true }));
    this.path = join(folder, "countries.mmdb");
    this.#t = t;
  }

  async open(interval = never): Promise<GeoFile> {
    const geo = await openGeo(this.path, {
      interval,
      clock: () => this.now,
      onProblem: (text) => this.problems.push(text),
      onLoaded: (at) => {
        this.loaded.push(at);
        this.#onLoaded?.();
      },
    });
    this.#t.after(() => geo.close());
    return geo;
  }

  /** As an updater does it: whole, or not at all. */
  replace(bytes: Buffer): void {
    writeFileSync(`${this.path}.new`, bytes);
    renameSync(`${this.path}.new`, this.path);
  }

  /** Resolves with the next file that is taken. */
  nextLoaded(): Promise<void> {
    return new Promise((resolve) => {
      this.#onLoaded = resolve;
    });
  }
}

test("NET-03: without a file every country is unavailable, which is told, until there is one", async (t) => {
  assert.equal(noGeo.countryOf(address), "unavailable");
  const stand = new Stand(t);
  const geo = await stand.open();
  assert.equal(geo.countryOf(address), "unavailable");
  assert.equal(geo.builtAt, undefined);
  await geo.look();
  assert.equal(stand.problems.length, 1);
  assert.match(stand.problems[0] ?? "", /no such file.*what needs a country is refused until there are some/);
  stand.replace(fileOf("NL"));
  await geo.look();
  assert.equal(geo.countryOf(address), "NL");
  assert.equal(geo.countryOf(addressOf("192.0.2.1")), undefined);
});

test("a replaced file counts for the next look-up, also of an address that was asked before", async (t) => {
  const stand = new Stand(t);
  stand.replace(fileOf("NL"));
  const geo = await stand.open();
  assert.equal(geo.countryOf(address), "NL");
  stand.replace(fileOf("BE", builtAt + dayLength));
  await geo.look();
  assert.equal(geo.countryOf(address), "BE");
  assert.equal(geo.builtAt, builtAt + dayLength);
  assert.deepEqual(stand.loaded, [builtAt, builtAt + dayLength]);
  assert.deepEqual(stand.problems, []);
});

/** The timers and the watcher of a file keep no process alive. */
async function noticed(t: TestContext, stand: Stand, change: () => void, interval?: number): Promise<void> {
  const geo = await stand.open(interval);
  assert.equal(geo.countryOf(address), "NL");
  const alive = setInterval(() => {}, 1_000);
  t.after(() => clearInterval(alive));
  const loaded = stand.nextLoaded();
  change();
  await loaded;
  assert.equal(geo.countryOf(address), "BE");
}

test("a replaced file is noticed at once", { timeout: 20_000 }, async (t) => {
  const stand = new Stand(t);
  stand.replace(fileOf("NL"));
  await noticed(t, stand, () => stand.replace(fileOf("BE")));
});

test("a file in a folder that is made later is noticed", { timeout: 20_000 }, async (t) => {
  const stand = new Stand(t);
  stand.path = join(dirname(stand.path), "later", "countries.mmdb");
  const geo = await stand.open(20);
  const alive = setInterval(() => {}, 1_000);
  t.after(() => clearInterval(alive));
  const loaded = stand.nextLoaded();
  mkdirSync(dirname(stand.path));
  stand.replace(fileOf("NL"));
  await loaded;
  assert.equal(geo.countryOf(address), "NL");
});

test("a link that leads to another folder is noticed at the next look", { timeout: 20_000 }, async (t) => {
  const stand = new Stand(t);
  const home = dirname(stand.path);
  for (const country of ["NL", "BE"]) {
    mkdirSync(join(home, country));
    writeFileSync(join(home, country, "countries.mmdb"), fileOf(country));
  }
  const [link, next] = [join(home, "current"), join(home, "next")];
  symlinkSync("NL", link);
  symlinkSync("BE", next);
  stand.path = join(link, "countries.mmdb");
  await noticed(t, stand, () => renameSync(next, link), 20);
});

test("a file that is not touched is read once", async (t) => {
  const stand = new Stand(t);
  stand.replace(fileOf("NL"));
  const geo = await stand.open();
  await geo.look();
  await geo.look();
  assert.deepEqual(stand.loaded, [builtAt]);
});

test("a file that is broken or half-written leaves the data of before, and is told once", async (t) => {
  const stand = new Stand(t);
  stand.replace(fileOf("NL"));
  const geo = await stand.open();
  for (const broken of [fileOf("BE").subarray(0, 90), Buffer.alloc(0), Buffer.from("<html>not found</html>")]) {
    stand.replace(broken);
    await geo.look();
    await geo.look();
    assert.equal(geo.countryOf(address), "NL");
  }
  assert.equal(stand.problems.length, 1);
  assert.match(stand.problems[0] ?? "", /no MaxMind DB file, or one cut short; those of 2026-11-01 still count/);
  stand.replace(fileOf("BE"));
  await geo.look();
  assert.equal(geo.countryOf(address), "BE");
});

test("a file that vanishes leaves the data of before, is told, and counts when it is back", async (t) => {
  const stand = new Stand(t);
  stand.replace(fileOf("NL"));
  const geo = await stand.open();
  renameSync(stand.path, `${stand.path}.old`);
  await geo.look();
  assert.equal(geo.countryOf(address), "NL");
  assert.match(stand.problems.join(), /no such file.*those of 2026-11-01 still count/);
  renameSync(`${stand.path}.old`, stand.path);
  await geo.look();
  rmSync(stand.path);
  await geo.look();
  assert.equal(stand.problems.length, 2);
});

test("NET-03: a record that is damaged makes the country of its addresses unavailable", async (t) => {
  const stand = new Stand(t);
  const countries = { "198.51.100.0/24": "NL", "203.0.113.0/24": "BE" };
  const bytes = countryMmdb(countries, { builtAt });
  // The record begins 20 bytes before: with a type that the format does not have.
  bytes.writeUInt16BE(0x00ff, bytes.indexOf("BE") - 20);
  stand.replace(bytes);
  const geo = await stand.open();
  assert.equal(geo.countryOf(addressOf("198.51.100.1")), "NL");
  assert.equal(geo.countryOf(address), "unavailable");
  assert.equal(geo.countryOf(addressOf("203.0.113.6")), "unavailable");
  assert.equal(stand.problems.length, 1);
  assert.match(stand.problems[0] ?? "", /a record is damaged; what needs the country of 203.0.113.5 is refused/);
});

test("data older than 60 days are told of once, at the start and while running", async (t) => {
  const stand = new Stand(t);
  stand.now = builtAt + 60 * dayLength;
  stand.replace(fileOf("NL"));
  const geo = await stand.open();
  assert.deepEqual(stand.problems, []);
  stand.now += dayLength;
  await geo.look();
  await geo.look();
  assert.equal(stand.problems.length, 1);
  assert.match(stand.problems[0] ?? "", /are 61 days old/);
  stand.replace(fileOf("NL", builtAt - dayLength));
  await geo.look();
  assert.match(stand.problems[1] ?? "", /are 62 days old/);
  assert.equal(geo.countryOf(address), "NL");
});

test("what is not a file is told", async (t) => {
  const stand = new Stand(t);
  const geo = await openGeo(tmpdir(), { clock: () => stand.now, onProblem: (text) => stand.problems.push(text) });
  await geo.close();
  assert.equal(geo.countryOf(address), "unavailable");
  assert.match(stand.problems.join(), /is not a file/);
});

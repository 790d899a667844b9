import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { countryMmdb } from "../packages/adapters/src/geo/testing/write-mmdb.ts";
import { until } from "./running-start.ts";
import { TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open((settings) => {
  settings["geo"] = { database: "countries.mmdb" };
});
after(() => stand.close());

const [limited, free] = [await stand.issue("--country", "NL"), await stand.issue()];
const orders = (key: string): Promise<string> => stand.outcome("GET", "/orders", { key });

/** Puts a file in the place of the one there, as an updater does. */
function put(bytes: Buffer): void {
  const file = join(stand.folder, "countries.mmdb");
  writeFileSync(`${file}.new`, bytes);
  renameSync(`${file}.new`, file);
}

const putCountry = (code: string): void => put(countryMmdb({ "127.0.0.0/8": code }, { builtAt: Date.UTC(2026, 0, 1) }));

test("NET-03: without geo data a key of some countries is refused everywhere, and nothing else is", async () => {
  assert.equal(await orders(limited.key), "403 geo_unavailable");
  assert.equal(await orders(free.key), "200");
  assert.match(stand.server.output, /geo data in \S+countries\.mmdb can not be used/);
});

test("NET-03: each request is judged by the data of its moment: those that appear, change and break", async () => {
  putCountry("NL");
  await until(async () => (await orders(limited.key)) === "200", "the first file");
  putCountry("BE");
  await until(async () => (await orders(limited.key)) === "403 country_not_allowed", "the second file");
  put(Buffer.from("moved"));
  await until(() => stand.server.output.includes("no MaxMind DB file, or one cut short"), "the broken file");
  assert.equal(await orders(limited.key), "403 country_not_allowed");
  putCountry("NL");
  await until(async () => (await orders(limited.key)) === "200", "the third file");
});

test("the country is recorded of every call, whether or not a rule asks for it", async () => {
  const recorded = (): Promise<readonly { readonly country?: string }[]> =>
    stand.other.json("requests", "list", "--credential", free.id, "--country", "NL");
  assert.equal(await orders(free.key), "200");
  await until(async () => (await recorded()).length === 1, "the record");
});

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hasCurl, pasteAll } from "./pasted-commands.ts";
import { freePorts, RunningStart } from "./running-start.ts";

const root = join(import.meta.dirname, "..");
const data = mkdtempSync(join(tmpdir(), "clavis-readme-"));
const [open = 0, inner = 0] = await freePorts(2);
const addresses = ["--public", `127.0.0.1:${open}`, "--private", `127.0.0.1:${inner}`];
const running = new RunningStart([...addresses, "--data", data]);

after(async () => {
  await running.end();
  rmSync(data, { recursive: true });
});

test("every command of the example's page, pasted in its order, does what the page says", {
  skip: !hasCurl,
}, async () => {
  await running.printed(/Ready/);
  const page = readFileSync(join(root, "examples", "invoicing", "README.md"), "utf8");
  const places = { "127.0.0.1:8080": `127.0.0.1:${open}`, "./data/invoicing": data };
  const pasted = pasteAll(page, root, running.output, places);
  for (const { script, promised, came } of pasted) assert.equal(came, promised, script);
  assert.ok(pasted.flatMap(({ came }) => came.split(" ")).length > 30);
});

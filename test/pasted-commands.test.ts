import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hasCurl, pasteAll } from "./pasted-commands.ts";
import { freePorts, RunningStart } from "./running-start.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "clavis-pasted-"));
const started: RunningStart[] = [];

after(async () => {
  await Promise.all(started.map((running) => running.end()));
  rmSync(folder, { recursive: true });
});

/** `npm start` of an example on data of its own, ready, and where it is. */
async function start(
  example: string,
  name: string,
): Promise<{ running: RunningStart; places: Record<string, string> }> {
  const [open = 0, inner = 0] = await freePorts(2);
  const data = join(folder, name);
  const addresses = ["--public", `127.0.0.1:${open}`, "--private", `127.0.0.1:${inner}`];
  const running = new RunningStart([example, ...addresses, "--data", data]);
  started.push(running);
  await running.printed(/Ready/);
  return { running, places: { "127.0.0.1:8080": `127.0.0.1:${open}`, [`./data/${example}`]: data } };
}

const pages = [
  ["examples/invoicing/README.md", "invoicing"],
  ["docs/guides/users-and-portals.md", "invoicing"],
  ["docs/guides/self-service.md", "invoicing"],
  ["docs/guides/restrictions.md", "invoicing"],
  ["examples/booking/README.md", "booking"],
  ["examples/booking/README.fr.md", "booking"],
  ["docs/guides/legacy.md", "booking"],
  ["examples/tills/README.md", "tills"],
  ["examples/tills/README.fr.md", "tills"],
  ["docs/guides/tokens.md", "tills"],
] as const;

for (const [page, example] of pages)
  test(`every command of ${page}, pasted in its order, does what the page says`, { skip: !hasCurl }, async () => {
    const { running, places } = await start(example, page.replaceAll("/", "-"));
    const pasted = pasteAll(readFileSync(join(root, page), "utf8"), root, running.output, places);
    for (const { script, promised, came } of pasted) assert.equal(came, promised, script);
    assert.ok(pasted.length > 4);
    await running.end();
  });

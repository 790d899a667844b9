// `npm test`: installs what is missing and runs every check on the pinned Node. Runs on Node 20 and later.
// `npm test -- core rights` runs only the tests whose path holds one of these parts.
import { readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { prepareBrowser } from "./scripts/browser.mjs";
import { runChild } from "./scripts/child.mjs";
import { prepare, SetupError } from "./scripts/install.mjs";

const root = import.meta.dirname;
const bin = join(root, "node_modules", ".bin");
const totalsMark = "@totals ";
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Files that touch nothing but values run in one process; the others get one each. */
const pure = /^packages\/(core|directory|contract)\//;
const testFlags = ["--test", "--test-reporter=./scripts/reporter.ts", "--test-concurrency=2", "--test-timeout=180000"];

class Stopped extends Error {}

try {
  await runAll(process.argv.slice(2));
} catch (error) {
  if (error instanceof Stopped) process.exit(130);
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  totals.failed += 1;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

async function runAll(parts) {
  const node = await prepare(root);
  console.log(`Node      ${node}`);
  const files = findTests().filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
  if (files.length === 0) throw new SetupError("No test file matches.");
  const isArchitecture = (file) => file === "architecture.test.ts" || file.startsWith("scripts/architecture/");
  await testStep(node, "architecture", files.filter(isArchitecture));
  if (parts.length === 0) {
    await checkStep(node, "types of core", "tsc", ["-p", "packages/core"]);
    await checkStep(node, "types", "tsc", ["-p", "."]);
    await checkStep(node, "lint", "biome", ["check", "--error-on-warnings", "."]);
  }
  const rest = files.filter((file) => !isArchitecture(file));
  await offerBrowser(rest);
  await testStep(
    node,
    "pure tests",
    rest.filter((file) => pure.test(file)),
    ["--test-isolation=none"],
  );
  await testStep(
    node,
    "tests",
    rest.filter((file) => !pure.test(file)),
  );
}

/** Browser tests find their browser in CLAVIS_TEST_BROWSER, and are skipped without one: that is said aloud. */
async function offerBrowser(files) {
  const inBrowser = files.filter((file) => file.endsWith(".browser.test.ts"));
  if (inBrowser.length === 0) return;
  const browser = await prepareBrowser();
  if (browser === undefined)
    console.log(`SKIPPED   browser tests: there is no Chromium, and it can only be installed by root on Debian`);
  else process.env.CLAVIS_TEST_BROWSER = browser;
}

/** Every `*.test.ts` of the workspace, from the root, with `/`. */
function findTests() {
  const folders = ["packages", "cases", "examples", "scripts", "bench", "test"];
  const names = readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry.name];
    if (!folders.includes(entry.name)) return [];
    const inside = readdirSync(join(root, entry.name), { recursive: true });
    return inside.map((name) => join(entry.name, name).replaceAll("\\", "/"));
  });
  return names.filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules/")).sort();
}

/** Runs test files and adds their counts; a run that gives none counts as one failure. */
async function testStep(node, title, files, flags = []) {
  if (files.length === 0) return;
  let counts;
  const show = byLine((line) => {
    if (line.startsWith(totalsMark)) counts = JSON.parse(line.slice(totalsMark.length));
    else console.log(line);
  });
  const { code, seconds } = await step(node, node, [...testFlags, ...flags, ...files], show);
  counts ??= { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  for (const name of Object.keys(totals)) totals[name] += counts[name];
  report(counts.failed === 0, title, seconds, `${counts.passed} of ${counts.passed + counts.failed + counts.skipped}`);
}

/** Runs a tool that is silent, or not asked, when all is well. Counts as one. */
async function checkStep(node, title, tool, args) {
  let output = "";
  const { code, seconds } = await step(node, join(bin, tool), args, (text) => {
    output += text;
  });
  if (code !== 0) console.log(output.trimEnd());
  totals[code === 0 ? "passed" : "failed"] += 1;
  report(code === 0, title, seconds);
}

async function step(node, command, args, onOutput) {
  const started = performance.now();
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const { code, stopped } = await runChild(command, args, {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    onOutput,
  });
  if (stopped) throw new Stopped();
  return { code, seconds: (performance.now() - started) / 1000 };
}

function byLine(take) {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) take(line);
  };
}

function report(ok, title, seconds, note = "") {
  console.log(
    `${ok ? "ok" : "FAILED"}`.padEnd(10) +
      title.padEnd(16) +
      `${seconds.toFixed(1)} s`.padStart(7) +
      `  ${note}`.trimEnd(),
  );
}

// `npm run bench`: runs the benchmarks of bench/ on the pinned Node, one after the other. Runs on Node 20 and later.
// `npm run bench -- keys` runs those named; what begins with `-` is passed on to them.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./scripts/child.mjs";
import { prepare, SetupError } from "./scripts/install.mjs";

const root = import.meta.dirname;
/** About three minutes together. `keys` and `logins` take a minute more. */
const usual = ["decision", "http", "request-log", "limiter", "tokens"];

try {
  process.exitCode = await benchAll(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function benchAll(args) {
  const named = args.filter((arg) => !arg.startsWith("-"));
  const names = named.length === 0 ? usual : named;
  const unknown = names.find((name) => !existsSync(join(root, "bench", `${name}.ts`)));
  if (unknown !== undefined) throw new SetupError(`There is no bench/${unknown}.ts.`);
  const node = await prepare(root);
  for (const name of names) {
    console.log(`\n== ${name}`);
    const flags = args.filter((arg) => arg.startsWith("-"));
    const { code, stopped } = await runChild(node, [join(root, "bench", `${name}.ts`), ...flags], { cwd: root });
    if (code !== 0 || stopped) return code === 0 ? 130 : code;
  }
  return 0;
}

import { execFileSync, spawnSync } from "node:child_process";
import { command } from "./running-clavis.ts";

/** What a page says to paste: the commands of one block, and what its comments promise: `200`, `403 right_missing`. */
interface Block {
  readonly script: string;
  readonly promised: readonly string[];
}

export const hasCurl = spawnSync("curl", ["--version"]).status === 0;

const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script = ""]) => ({
    script,
    promised: [...script.matchAll(/^# (\d{3}(?: \w+_\w+)?)/gm)].map(([, outcome = ""]) => outcome),
  }));

/** `KEY=clv_live_...`, `TOKEN=eyJ...`: whoever reads puts there what was printed last. */
const assignment = /^([A-Z_0-9]+)=([\w=-]+)\.\.\.\n$/;

/**
 * Pastes every block of a page into a shell, as its reader would, with other places for what `replace` names. Gives for
 * each block what it promises and what came. Throws where a command fails.
 */
export function pasteAll(
  page: string,
  cwd: string,
  printed: string,
  replace: Readonly<Record<string, string>>,
): readonly { readonly promised: string; readonly came: string; readonly script: string }[] {
  const variables: Record<string, string> = {};
  let seen = printed;
  return blocksOf(page).map(({ script, promised }) => {
    const [, name, prefix] = assignment.exec(script) ?? [];
    if (name === undefined) seen = paste(script, cwd, variables, replace);
    else variables[name] = seen.match(new RegExp(`${prefix}(?:\\.?[\\w-])+`, "g"))?.at(-1) ?? "";
    const came = name === undefined ? outcomesIn(seen) : [];
    return { promised: promised.join(", "), came: came.join(", "), script };
  });
}

/** Status and, of a refusal, code of each answer that `curl -i` printed. */
const outcomesIn = (text: string): readonly string[] =>
  text
    .split(/HTTP\/1\.1 (?=\d{3} )/)
    .slice(1)
    .map((answer) => [answer.slice(0, 3), /"status":\d{3},"code":"(\w+)"/.exec(answer)?.[1]].filter(Boolean).join(" "));

function paste(
  script: string,
  cwd: string,
  variables: Readonly<Record<string, string>>,
  replace: Readonly<Record<string, string>>,
): string {
  const all = { "npx clavis": `"${process.execPath}" "${command}"`, ...replace };
  const moved = Object.entries(all).reduce((text, [from, to]) => text.replaceAll(from, to), script);
  const env = { ...process.env, ...variables };
  return execFileSync("sh", ["-ec", moved], { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

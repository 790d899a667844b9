import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runCli } from "../packages/clavis/src/cli/run-cli.ts";
import { terminalIn } from "./terminal.ts";

/**
 * Runs a script of command lines in a folder and gives the same script with what they really wrote:
 *
 *     # a remark, the first one names the guarantee
 *     < file          writes a file, up to a line that is only <
 *     $ clavis ...    runs a command; NAME=value before it sets an environment variable
 *     $ ls [folder]   lists a folder
 *       output        what it writes to standard output
 *     ! error         what it writes to standard error
 *     = 1             its exit code, where that is not 0
 *
 * Ids, secrets, drawn account numbers and digests appear as KEY1, USER1, SIGNER1, SECRET1, ACCOUNT1 and HEX, times as TIME, the folder as
 * DIR, and wide gaps as two blanks; a command line may use the names of what appeared before it.
 */
export async function replay(script: string, folder: string): Promise<string> {
  const names = new Names(folder, script);
  const lines = script.split("\n");
  const transcript: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("< ")) {
      const end = lines.indexOf("<", at);
      writeIn(folder, line.slice(2), lines.slice(at + 1, end).join("\n"));
      transcript.push(...lines.slice(at, end + 1));
      at = end;
    } else if (line.startsWith("$ ")) {
      const shown = await runLine(names.expanded(line.slice(2)), folder);
      transcript.push(line, ...shown.map((text) => names.named(text)));
    } else if (!/^(?: {2}|!|=)/.test(line)) transcript.push(line);
  }
  return transcript.join("\n");
}

function writeIn(folder: string, name: string, content: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${content}\n`);
}

async function runLine(line: string, folder: string): Promise<string[]> {
  const words = wordsOf(line);
  if (words[0] === "ls") return listing(join(folder, words[1] ?? "."));
  const command = words.indexOf("clavis");
  const env = Object.fromEntries(words.slice(0, command).map((word) => word.split("=", 2)));
  const { terminal, written } = terminalIn(folder, env);
  const code = await runCli(words.slice(command + 1), terminal);
  return [
    ...linesOf(written.stdout).map((text) => `  ${text}`.trimEnd()),
    ...linesOf(written.stderr).map((text) => `! ${text}`.trimEnd()),
    ...(code === 0 ? [] : [`= ${code}`]),
  ];
}

const listing = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => `  ${name}`) : ["! not there"];

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

/** Words as a shell splits them; double quotes hold one together. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

const accountForm = /\bC[A-Z0-9]{8}\b/g;

const forms: readonly (readonly [string, RegExp])[] = [
  ["KEY", /\bkey_[0-9A-Za-z]{22}\b/g],
  ["USER", /\buser_[0-9A-Za-z]{22}\b/g],
  ["SIGNER", /\bsig_[0-9A-Za-z]{22}\b/g],
  ["SECRET", /\bclv_(?:live|test)_[0-9A-Za-z]{36}\b/g],
  ["ACCOUNT", accountForm],
];

/** What is different each time, by the order in which it appears. Accounts that a script names itself stay as they are. */
class Names {
  readonly #folder: string;
  readonly #names = new Map<string, string>();

  constructor(folder: string, script: string) {
    this.#folder = folder;
    for (const [number] of script.matchAll(accountForm)) this.#names.set(number, number);
  }

  expanded(line: string): string {
    return [...this.#names].reduce((text, [value, name]) => text.replaceAll(name, value), line);
  }

  named(line: string): string {
    const plain = forms.reduce((text, [kind, form]) => text.replace(form, (value) => this.#nameOf(kind, value)), line);
    return (
      plain
        .replaceAll(this.#folder, "DIR")
        .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "TIME")
        .replace(/\b1[0-9]{12}\b/g, "TIME")
        .replace(/("last4": ?")[0-9A-Za-z]{4}"/g, '$1LAST"')
        .replace(/…[0-9A-Za-z]{4}\b/, "…LAST")
        .replace(/\b[0-9a-f]{32,64}\b/g, "HEX")
        // Columns are as wide as what stood in them.
        .replace(/(\S) {3,}/g, "$1  ")
    );
  }

  #nameOf(kind: string, value: string): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const count = [...this.#names.values()].filter((name) => name.startsWith(kind)).length;
    this.#names.set(value, `${kind}${count + 1}`);
    return `${kind}${count + 1}`;
  }
}

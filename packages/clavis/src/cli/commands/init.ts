import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { generateAccountNumber } from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { Context } from "../context.ts";
import type { Terminal } from "../terminal.ts";

interface InitOptions {
  readonly upstream?: string;
  readonly description?: string;
  readonly account?: string;
  readonly yes?: boolean;
}

/** What `init` asks for. */
interface Answers {
  readonly upstream: string;
  readonly description: string | undefined;
  readonly account: string;
}

const defaults = { upstream: "http://127.0.0.1:3000", account: "First customer" };

/** `clavis init`: writes a configuration that works and makes the data directory. Overwrites nothing. */
export function initCommand(context: Context): Command {
  return new Command("init")
    .argument("[folder]", "where to write", ".")
    .description("write clavis.yaml and directory.yaml and make the data directory")
    .option("--upstream <origin>", `where the API is (default: ${defaults.upstream})`)
    .option("--description <file>", "its OpenAPI 3.0 or 3.1 document (default: none)")
    .option("--account <name>", `the name of the first account (default: ${defaults.account})`)
    .option("--yes", "ask nothing, take the defaults")
    .addHelpText("after", "\nExample:\n  clavis init --upstream http://127.0.0.1:3000 --description openapi.yaml\n")
    .action((folder: string, options: InitOptions) => init(context, folder, options));
}

async function init({ terminal }: Context, folder: string, options: InitOptions): Promise<void> {
  const target = resolve(terminal.cwd, folder);
  const files = { config: join(target, "clavis.yaml"), directory: join(target, "directory.yaml") };
  for (const file of Object.values(files))
    if (existsSync(file)) throw new CliError(`${file} exists already and is left as it is`);
  const answers = await answersOf(terminal, options);
  const number = generateAccountNumber({ prefix: "C", characters: "A-Z0-9", length: 8 }, randomBytes);
  const { configurationText, directoryText } = await import("./init-files.ts");
  const { prepare } = await import("../../prepare.ts");
  const undo = makeFolder(target, Object.values(files));
  const description = answers.description && relative(target, resolve(terminal.cwd, answers.description));
  writeFileSync(files.config, configurationText(answers.upstream, description), { flag: "wx" });
  writeFileSync(files.directory, directoryText(number, answers.account), { flag: "wx" });
  try {
    const choice = {
      config: files.config,
      overrides: {},
      workingDirectory: target,
      variables: {},
      clock: terminal.now,
    };
    const { opened } = await prepare(choice);
    await opened.close();
  } catch (error) {
    undo();
    throw error;
  }
  tellNext(terminal, target, number);
}

/** Makes the folder where it is not there. Gives the way to take away what comes into it, and nothing that was there. */
function makeFolder(target: string, files: readonly string[]): () => void {
  const made = mkdirSync(target, { recursive: true });
  const data = join(target, "data");
  const added = existsSync(data) ? files : [...files, data];
  return () => {
    for (const path of made === undefined ? added : [made]) rmSync(path, { recursive: true, force: true });
  };
}

async function answersOf(terminal: Terminal, { upstream, description, account, yes }: InitOptions): Promise<Answers> {
  const ask = async (given: string | undefined, question: string, fallback: string): Promise<string> => {
    if (given !== undefined) return given;
    if (yes === true || !terminal.interactive) return fallback;
    const answer = (await terminal.ask(`${question} [${fallback === "" ? "none" : fallback}] `)).trim();
    return answer === "" ? fallback : answer;
  };
  const origin = await ask(upstream, "Where is the API?", defaults.upstream);
  const document = await ask(description, "Its OpenAPI document?", "");
  return {
    upstream: origin,
    description: document === "" ? undefined : document,
    account: await ask(account, "Name of the first account?", defaults.account),
  };
}

function tellNext({ cwd, err }: Terminal, target: string, number: string): void {
  const folder = relative(cwd, target);
  const into = folder === "" ? "" : `  cd ${folder}\n`;
  err(`Wrote clavis.yaml and directory.yaml, and made the data directory ${join(target, "data")}.\n\nNext:\n`);
  err(`${into}  clavis start\n  clavis keys create --account ${number} --name "First key"\n`);
}

import { parseArgs } from "node:util";

/** What `npm start --` was given. Paths are as typed. */
export interface Options {
  readonly started:
    | { readonly kind: "example"; readonly name: string }
    | { readonly kind: "file"; readonly file: string };
  readonly public: string | undefined;
  readonly private: string | undefined;
  readonly data: string | undefined;
}

export const usage = `Usage: npm start -- [example] [options]
  [example]                 a folder of examples, by default invoicing
  --config <file>           a clavis.yaml instead
  --public <host:port>      where the API is served, instead of what clavis.yaml says
  --private <host:port>     where health is served
  --data <directory>        where everything is kept
`;

const option = { type: "string" } as const;
const named = { config: option, public: option, private: option, data: option, help: { type: "boolean" } } as const;

/** Reads the arguments. `help` where it is asked for; a problem in one sentence where they are wrong. */
export function readOptions(
  args: readonly string[],
  examples: readonly string[],
): Options | "help" | { readonly problem: string } {
  try {
    const { positionals, values } = parseArgs({ args: [...args], options: named, allowPositionals: true });
    const { help, config, ...places } = values;
    if (help === true) return "help";
    const empty = Object.entries(values).find(([, value]) => value === "");
    if (empty !== undefined) return { problem: `--${empty[0]} needs a value.` };
    const started = startedBy(positionals, config, examples);
    return "problem" in started
      ? started
      : { public: undefined, private: undefined, data: undefined, ...places, started };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function startedBy(
  [name, ...more]: readonly string[],
  file: string | undefined,
  examples: readonly string[],
): Options["started"] | { readonly problem: string } {
  if (more.length > 0 || (name !== undefined && file !== undefined))
    return { problem: "One example at a time, please." };
  if (file !== undefined) return { kind: "file", file };
  if (name === undefined) return { kind: "example", name: "invoicing" };
  if (examples.includes(name)) return { kind: "example", name };
  return { problem: `There is no example "${name}"; there are ${examples.join(", ")}.` };
}

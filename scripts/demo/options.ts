import { parseArgs } from "node:util";

/** What `npm start --` was given. Paths are as typed. */
export interface Options {
  readonly config: string | undefined;
  readonly public: string | undefined;
  readonly private: string | undefined;
  readonly data: string | undefined;
}

export const usage = `Usage: npm start -- [options]
  --config <file>           a clavis.yaml, by default examples/invoicing/clavis.yaml
  --public <host:port>      where the API is served, instead of what clavis.yaml says
  --private <host:port>     where health is served
  --data <directory>        where everything is kept
`;

/** Reads the arguments. `help` where it is asked for; a problem in one sentence where they are wrong. */
export function readOptions(args: readonly string[]): Options | "help" | { readonly problem: string } {
  try {
    const option = { type: "string" } as const;
    const named = { config: option, public: option, private: option, data: option, help: { type: "boolean" } } as const;
    const { help, ...values } = parseArgs({ args: [...args], options: named, allowPositionals: false }).values;
    const empty = Object.entries(values).find(([, value]) => value === "");
    if (empty !== undefined) return { problem: `--${empty[0]} needs a value.` };
    return help === true
      ? "help"
      : { config: undefined, public: undefined, private: undefined, data: undefined, ...values };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

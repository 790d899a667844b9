import type { Command } from "commander";
import { CliError } from "./cli-error.ts";
import type { DataOptions } from "./context.ts";

/** The options of every command that works on a data directory. */
export const withDataOptions = (command: Command): Command =>
  command
    .option("--data <folder>", "the data directory (default: CLAVIS_DATA, else the one that --config names)")
    .option("--config <file>", "the configuration that names the data directory (default: ./clavis.yaml)")
    .option("--json", "print JSON");

/** The options again that named the data directory, for a command to paste. */
export function placeText({ data, config }: DataOptions): string {
  const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  return `${data === undefined ? "" : ` --data ${quoted(data)}`}${config === undefined ? "" : ` --config ${quoted(config)}`}`;
}

/** A comma-separated list, `invoices:read,clients`, given once or several times. */
export const listOption = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  ...value.split(",").map((part) => part.trim()),
];

/** A whole number from 1 to `most`. CliError (usage) for anything else. */
export const countOption =
  (option: string, most: number) =>
  (text: string): number => {
    const count = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= most) return count;
    throw new CliError(`${option}: "${text}" is not a whole number from 1 to ${most}`, "usage");
  };

/** CliError (usage) for an update that names nothing. */
export function expectChange(change: object): void {
  if (Object.keys(change).length === 0)
    throw new CliError("nothing is to be changed: name what shall be different (--help lists it)", "usage");
}

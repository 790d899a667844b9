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

const rateUnits: ReadonlyMap<string, number> = new Map([
  ["second", 1],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
]);

/** `100/minute`, or `100/90s`. CliError (usage) for anything else. */
export function rateOption(text: string): { limit: number; seconds: number } {
  const parts = /^([1-9][0-9]{0,8})\/(?:(second|minute|hour|day)|([1-9][0-9]{0,6})s)$/.exec(text);
  const seconds = parts?.[2] === undefined ? Number(parts?.[3]) : rateUnits.get(parts[2]);
  if (parts !== null && seconds !== undefined) return { limit: Number(parts[1]), seconds };
  throw new CliError(`--rate: "${text}" is not a rate such as 100/minute or 5/10s`, "usage");
}

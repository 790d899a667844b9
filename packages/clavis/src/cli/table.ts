import { printable } from "@clavis/core";

/** Rows under their headings, each column as wide as its widest cell. The last column is not padded. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((row) => row.map(printable));
  const widths = headings.map((_, column) => Math.max(...lines.map((row) => [...(row[column] ?? "")].length)));
  const pad = (cell: string, column: number): string =>
    column === headings.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - [...cell].length);
  return `${lines.map((row) => row.map(pad).join("  ").trimEnd()).join("\n")}\n`;
}

/** Names and values, one a line, the names padded. */
export function facts(pairs: readonly (readonly [string, string | undefined])[]): string {
  const known = pairs.filter(([, value]) => value !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${printable(value ?? "")}\n`).join("");
}

/** JSON as every `--json` prints it: indented, one value. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

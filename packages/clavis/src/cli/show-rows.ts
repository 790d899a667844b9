import type { DataOptions } from "./context.ts";
import { jsonText, table } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** How rows are shown. */
interface Listing<Row> {
  readonly json: (row: Row) => unknown;
  /** A sentence, where there are none. */
  readonly none: string;
  readonly headings: readonly string[];
  readonly cells: (row: Row) => readonly string[];
}

/** Shows a list as a table, or as `--json`. */
export function showRows<Row>(
  terminal: Terminal,
  options: Pick<DataOptions, "json">,
  rows: readonly Row[],
  { json, none, headings, cells }: Listing<Row>,
): void {
  if (options.json === true) terminal.out(jsonText(rows.map(json)));
  else if (rows.length === 0) terminal.err(`${none}\n`);
  else terminal.out(table(headings, rows.map(cells)));
}

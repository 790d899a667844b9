/** What a spreadsheet takes for a formula when a cell begins with it, full-width forms and what it skips included. */
const formula = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

/** Characters that could end a line, move a cursor or turn the reading direction; joiners of scripts are let through. */
const doubtful = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\u200c\u200d]]/gv;

/** The same character in the way JSON writes it. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");

/** The text with every character escaped that could forge or split a line, or deceive who reads it. */
export const inOneLine = (text: string): string => text.replace(doubtful, escaped);

/**
 * A cell of CSV (RFC 4180). Text that a spreadsheet would calculate is led by an apostrophe; control characters are
 * escaped, so that a record is one line.
 */
export function csvCell(value: string | number | boolean | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = `${formula.test(value) ? "'" : ""}${inOneLine(value)}`;
  return /[",]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cells as one line, ended as RFC 4180 says. */
export const csvLine = (cells: readonly (string | number | boolean | undefined)[]): string =>
  `${cells.map(csvCell).join(",")}\r\n`;

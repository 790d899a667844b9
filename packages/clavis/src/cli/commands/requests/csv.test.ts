import assert from "node:assert/strict";
import { test } from "node:test";
import { csvCell, csvLine, inOneLine } from "./csv.ts";

test("LOG-04: no text becomes a formula in a spreadsheet, whatever it begins with", () => {
  for (const first of ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]) {
    const cell = csvCell(`${first}cmd|' /C calc'!A0`);
    assert.match(cell, /^'/, JSON.stringify(first));
  }
  assert.equal(csvCell('=HYPERLINK("http://evil.example","x")'), `"'=HYPERLINK(""http://evil.example"",""x"")"`);
});

test("a text that is no formula is left as it is, and a number is a number", () => {
  assert.deepEqual(["a=b", "1+1", "", "/api/v1", -1, 0.5, true, undefined].map(csvCell), [
    "a=b",
    "1+1",
    "",
    "/api/v1",
    "-1",
    "0.5",
    "true",
    "",
  ]);
});

test("LOG-04: line ends, escapes and direction marks are written as escapes", () => {
  assert.equal(csvCell("a\r\nb\u001b[2Jc\u202ed\u2028e\u0085f"), "a\\u000d\\u000ab\\u001b[2Jc\\u202ed\\u2028e\\u0085f");
  assert.equal(inOneLine("\u{e0001}"), "\\udb40\\udc01");
  assert.equal(inOneLine("é😀…"), "é😀…");
});

test("quotes and commas are quoted as RFC 4180 says, and a line ends with CR LF", () => {
  assert.equal(csvLine(["a,b", 'say "x"', " c", undefined, 7]), '"a,b","say ""x"""," c",,7\r\n');
});

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import type { AccountForm } from "@clavis/core";
import { generateAccountNumber, isAccountNumber } from "./account-number.ts";

const form: AccountForm = { prefix: "C", characters: "A-Z0-9", length: 8 };

test("an account number is the prefix and so many characters of the class, nothing before or behind", () => {
  assert.ok(isAccountNumber(form, "CKLANT001"));
  for (const text of [
    "",
    "C",
    "CKLANT01",
    "CKLANT0011",
    "cKLANT001",
    "CKLANT00a",
    " CKLANT001",
    "CKLANT001\n",
    "CKLANT0É1",
  ])
    assert.ok(!isAccountNumber(form, text), JSON.stringify(text));
});

test("a prefix is text, not a pattern", () => {
  const dotted: AccountForm = { prefix: "A.", characters: "0-9", length: 2 };
  assert.ok(isAccountNumber(dotted, "A.12"));
  assert.ok(!isAccountNumber(dotted, "AB12"));
});

test("a generated number has its form, whatever the class", () => {
  for (const characters of ["A-Z0-9", "a-z0-9", "A-Za-z0-9", "0-9"] as const) {
    const own: AccountForm = { prefix: "K-", characters, length: 12 };
    for (let round = 0; round < 50; round++) assert.ok(isAccountNumber(own, generateAccountNumber(own, randomBytes)));
  }
});

test("bytes that would bias the draw are passed over", () => {
  const drawn = [255, 252, 35, 36, 0, 0, 0, 0];
  const number = generateAccountNumber({ ...form, length: 4 }, (count) => Uint8Array.from(drawn.splice(0, count)));
  assert.equal(number, "C9AAA");
});

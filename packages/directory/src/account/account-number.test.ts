import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { type AccountForm, isAccountNumber } from "@clavis/core";
import { generateAccountNumber } from "./account-number.ts";

const form: AccountForm = { prefix: "C", characters: "A-Z0-9", length: 8 };

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

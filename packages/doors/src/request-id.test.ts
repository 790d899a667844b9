import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { requestIds } from "./request-id.ts";

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("an id is a UUIDv7 that carries its time", () => {
  const next = requestIds(randomBytes);
  for (const time of [0, 1, 0xffff_ffff, 0x1_0000_0000, 1_782_000_000_123, 0xffff_ffff_ffff]) {
    const id = next(time);
    assert.match(id, form);
    assert.equal(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16), time);
  }
});

test("ids of one millisecond differ, across batches of random bytes too", () => {
  const next = requestIds(randomBytes);
  const ids = new Set(Array.from({ length: 2000 }, () => next(1_782_000_000_000)));
  assert.equal(ids.size, 2000);
});

test("every random bit outside version and variant is used", () => {
  const ones = requestIds((count) => new Uint8Array(count).fill(0xff));
  assert.equal(ones(0), "00000000-0000-7fff-bfff-ffffffffffff");
});

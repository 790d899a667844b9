import assert from "node:assert/strict";
import { test } from "node:test";
import { derivedBytes } from "./derive-bytes.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("the same texts give the same bytes, any other texts or secret others", () => {
  const derive = derivedBytes(new Uint8Array(32).fill(7));
  const first = derive("a", "b");
  const drawn = [hex(first(48)), hex(first(16))];
  const again = derive("a", "b");
  assert.deepEqual([hex(again(48)), hex(again(16))], drawn);
  const others = [derive("a", "c"), derive("ab"), derive("a,b"), derivedBytes(new Uint8Array(32).fill(8))("a", "b")];
  const all = [...drawn, ...others.map((bytes) => hex(bytes(48)))];
  assert.equal(new Set(all).size, all.length);
});

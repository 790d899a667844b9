import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { KeyDigester } from "./key-digester.ts";

const expected = (pepper: Uint8Array, secret: string): string =>
  createHmac("sha256", pepper).update(secret, "utf8").digest("hex");

test("KEY-01: the digest is HMAC-SHA-256 under the pepper, for secrets of every length", () => {
  const pepper = new Uint8Array(32).map((_, at) => at * 7);
  const digester = new KeyDigester(pepper);
  for (const letter of ["k", "é", "€", "😀", "\ud800"])
    for (let length = 0; length < 420; length++) {
      const secret = letter.repeat(length);
      assert.equal(digester.digestHex(secret), expected(pepper, secret), `${length} times ${letter}`);
    }
});

test("KEY-01: the digest is HMAC-SHA-256 for any pepper and any text", () => {
  const text = fc.string({ unit: "binary", maxLength: 2000 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(text, { maxLength: 4 }), (pepper, secrets) => {
      const digester = new KeyDigester(pepper);
      for (const secret of secrets) assert.equal(digester.digestHex(secret), expected(pepper, secret));
    }),
  );
});

test("the digest of a secret does not depend on the secret before it", () => {
  const digester = new KeyDigester(new Uint8Array(32));
  const short = digester.digest("a");
  digester.digest("a much longer secret, of which nothing may be left");
  assert.equal(digester.digest("a"), short);
  assert.equal(Buffer.from(short, "latin1").toString("hex"), digester.digestHex("a"));
});

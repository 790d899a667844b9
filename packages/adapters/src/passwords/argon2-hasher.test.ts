import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { HasherBusy } from "@clavis/directory";
import { Argon2Hasher, type Argon2Options } from "./argon2-hasher.ts";

/** The least that argon2 allows: what is tested here does not depend on the cost. */
const quick = { memory: 8, passes: 1 };
const hasherOf = (more: Partial<Argon2Options> = {}): Argon2Hasher =>
  new Argon2Hasher({ randomBytes, ...quick, ...more });

test("AUT-13: a hash is argon2id with its parameters and a salt of its own, and verifies its password only", async () => {
  const hasher = new Argon2Hasher({ randomBytes });
  const [one, other] = [await hasher.hash("MijnWachtwoord"), await hasher.hash("MijnWachtwoord")];
  for (const phc of [one, other])
    assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.notEqual(one.split("$")[4], other.split("$")[4]);
  assert.equal(await hasher.verify("MijnWachtwoord", one), true);
  assert.equal(await hasher.verify("MijnWachtwoore", one), false);
});

test("AUT-13: hashes of the reference implementation verify, whatever the parameters of new ones are", async () => {
  const vectors = [
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
  ];
  for (const phc of vectors) {
    assert.equal(await hasherOf().verify("password", phc), true);
    assert.equal(await hasherOf().verify("passwore", phc), false);
    assert.equal(hasherOf().needsRehash(phc), true);
  }
});

test("AUT-13: a hash with other parameters than new ones is to be made again, one with the same is not", async () => {
  const phc = await hasherOf().hash("x");
  assert.equal(hasherOf().needsRehash(phc), false);
  for (const more of [{ memory: 16 }, { passes: 2 }, { memory: 16, parallelism: 2 }])
    assert.equal(hasherOf(more).needsRehash(phc), true);
  for (const other of ["$argon2i$v=19$m=8,t=1,p=1$", "$argon2d$v=19$m=8,t=1,p=1$"])
    assert.equal(hasherOf().needsRehash(phc.replace("$argon2id$v=19$m=8,t=1,p=1$", other)), true);
});

test("AUT-02: passwords that are equal in their first 72 bytes, or 1,000 characters, do not match each other", async () => {
  const hasher = hasherOf();
  for (const length of [72, 1000]) {
    const phc = await hasher.hash(`${"a".repeat(length)}b`);
    assert.equal(await hasher.verify(`${"a".repeat(length)}b`, phc), true);
    assert.equal(await hasher.verify(`${"a".repeat(length)}c`, phc), false);
  }
});

test("what is no argon2id hash within the bounds matches nothing, and asks for no memory", async () => {
  const genuine = "m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  const others = [genuine, `$argon2i$v=16$${genuine}`, `$argon2id$v=16$${genuine}`, `$argon2id$v=19$${genuine}=`];
  const costs = ["m=9999999,t=1,p=1", "m=8,t=0,p=1", "m=8,t=1,p=2", "m=8,t=1,p=0"];
  const impossible = costs.map((cost) => `$argon2id$v=19$${cost}${genuine.slice(genuine.indexOf("$"))}`);
  for (const phc of [undefined, "", "password", ...others, ...impossible])
    assert.equal(await hasherOf().verify("password", phc), false, String(phc));
});

test("AUT-14: no more than two hashes run at once, so many wait, and the next is refused", async () => {
  const hasher = new Argon2Hasher({ randomBytes, waiting: 3 });
  const running = Array.from({ length: 5 }, () => hasher.hash("x"));
  assert.equal(hasher.isFullFor("known"), true);
  await assert.rejects(hasher.hash("x"), HasherBusy);
  await Promise.all(running);
  assert.equal(hasher.isFullFor("stranger"), false);
  assert.equal(await hasher.verify("x", await hasher.hash("x")), true);
});

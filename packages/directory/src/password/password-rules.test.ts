import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalPassword, type PasswordRules, passwordProblems } from "./password-rules.ts";

const rules: PasswordRules = {
  minLength: 8,
  blocked: new Set(["password", "iloveyou", "12345678"]),
  words: ["clavis"],
};
const details = (password: string, email = "an@kantoor.be", changes: Partial<PasswordRules> = {}): readonly string[] =>
  passwordProblems({ ...rules, ...changes }, "password", password, email).map(({ detail }) => detail);

test("AUT-01: a password has at least the configured length, in code points of its composed form", () => {
  assert.deepEqual(details("zeven77"), ["must have at least 8 characters"]);
  assert.deepEqual(details("acht van"), []);
  assert.deepEqual(details("🐘🐘🐘🐘"), ["must have at least 8 characters"]);
  assert.deepEqual(details("e\u0301".repeat(7)), ["must have at least 8 characters"]);
  assert.deepEqual(details("vijftien tekens", undefined, { minLength: 15 }), []);
  assert.deepEqual(details("viertientekens", undefined, { minLength: 15 }), ["must have at least 15 characters"]);
});

test("AUT-02: up to 1,024 characters are taken, and one more is not", () => {
  assert.deepEqual(details("🐘".repeat(1024)), []);
  assert.deepEqual(details("🐘".repeat(1025)), ["must have at most 1024 characters"]);
});

test("AUT-03: no kind of character is demanded or refused, and both forms of an accent are one password", () => {
  for (const password of ["aaaaaaaa b", "ооооооооп", "        spaties", "9057263418", "\t\u0000\u202e\u{1f418}abcd"])
    assert.deepEqual(details(password), [], JSON.stringify(password));
  assert.equal(canonicalPassword("Zoe\u0308 op de fiets"), canonicalPassword("Zoë op de fiets"));
  assert.notEqual(canonicalPassword("Fiets"), canonicalPassword("fiets"));
  assert.deepEqual(details("\ud800abcdefgh"), ["holds a broken character"]);
});

test("AUT-04: a common password is refused in any case and with digits and signs behind it, and the refusal says why", () => {
  for (const password of ["password", "PassWord", "Password2026!", "iloveyou!!!", "12345678"])
    assert.match(details(password)[0] ?? "", /too common/, password);
  for (const password of ["passwordless sheep", "87654321 12345678"]) assert.deepEqual(details(password), [], password);
});

test("AUT-04: a password that is little more than the address or the product is refused, a longer one is not", () => {
  assert.match(details("kantoor1")[0] ?? "", /"kantoor"/);
  assert.match(details("AN@kantoor.be")[0] ?? "", /"an@kantoor.be"/);
  assert.match(details("clavis clavis")[0] ?? "", /"clavis"/);
  assert.match(details("jan.peeters99", "jan.peeters@domain.be")[0] ?? "", /jan\.peeters/);
  assert.deepEqual(details("KantoorWachtwoord"), []);
  assert.deepEqual(details("an appel per dag"), []);
});

test("AUT-04: a refusal never repeats the password", () => {
  for (const password of ["geheim", "Password2026!", "x".repeat(1100)])
    assert.ok(!details(password).join().includes(password));
});

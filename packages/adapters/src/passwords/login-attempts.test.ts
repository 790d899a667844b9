import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { parseAddress } from "@clavis/core";
import { LoginAttempts } from "./login-attempts.ts";

const second = 1000;
const quarter = 900 * second;
const home = parseAddress("192.0.2.7");
const elsewhere = parseAddress("198.51.100.9");

function fail(attempts: LoginAttempts, name: string, from: typeof home, times: number, time = 0): void {
  for (let at = 0; at < times; at++) attempts.begin(attempts.sourceOf(name, from), time);
}

const waitOf = (attempts: LoginAttempts, name: string, from: typeof home, time = 0): number =>
  attempts.wait(attempts.sourceOf(name, from), time);

test("AUT-06: five failures of a name are free, then the delay doubles from a second to a quarter of an hour", () => {
  const attempts = new LoginAttempts(randomBytes);
  const waits: number[] = [];
  for (let count = 1; count <= 40; count++) {
    fail(attempts, "jan@domain.be", parseAddress(`192.0.2.${count}`), 1);
    waits.push(waitOf(attempts, "jan@domain.be", elsewhere));
  }
  assert.deepEqual(waits.slice(0, 8), [0, 0, 0, 0, second, 2 * second, 4 * second, 8 * second]);
  assert.equal(Math.max(...waits), quarter);
  assert.equal(waitOf(attempts, "jan@domain.be", elsewhere, quarter), 0);
});

test("AUT-06: a day of guessing against one name, from anywhere, is at most a hundred guesses and some", () => {
  const attempts = new LoginAttempts(randomBytes);
  let guesses = 0;
  for (let time = 0; time < 86_400 * second; time += second) {
    const from = parseAddress(`10.${guesses >> 8}.${guesses & 255}.1`);
    if (waitOf(attempts, "jan@domain.be", from, time) > 0) continue;
    fail(attempts, "jan@domain.be", from, 1, time);
    guesses++;
  }
  assert.ok(guesses <= 115, `${guesses}`);
});

test("AUT-06: where a user has signed in before, others' failures do not delay them; their own do", () => {
  const attempts = new LoginAttempts(randomBytes);
  attempts.succeed(attempts.sourceOf("jan@domain.be", home));
  fail(attempts, "jan@domain.be", elsewhere, 20);
  for (let at = 0; at < 100; at++) fail(attempts, `name${at}`, home, 1);
  assert.equal(waitOf(attempts, "jan@domain.be", home), 0);
  assert.equal(waitOf(attempts, "jan@domain.be", elsewhere), quarter);
  fail(attempts, "jan@domain.be", home, 6);
  assert.equal(waitOf(attempts, "jan@domain.be", home), 2 * second);
});

test("AUT-06: whoever signs in from everywhere does not make the places of others forgotten", () => {
  const attempts = new LoginAttempts(randomBytes, 100);
  attempts.succeed(attempts.sourceOf("jan@domain.be", home));
  for (let at = 0; at < 1000; at++)
    attempts.succeed(attempts.sourceOf("other@domain.be", parseAddress(`10.0.${at >> 8}.${at & 255}`)));
  fail(attempts, "jan@domain.be", elsewhere, 6);
  assert.equal(waitOf(attempts, "jan@domain.be", home), 0);
});

test("a success ends the delay of its name; from a known address it does not end that of strangers", () => {
  const attempts = new LoginAttempts(randomBytes);
  fail(attempts, "jan@domain.be", home, 6);
  attempts.succeed(attempts.sourceOf("jan@domain.be", home));
  assert.equal(waitOf(attempts, "jan@domain.be", elsewhere), 0);
  fail(attempts, "jan@domain.be", elsewhere, 6);
  attempts.succeed(attempts.sourceOf("jan@domain.be", home));
  assert.equal(waitOf(attempts, "jan@domain.be", elsewhere), 2 * second);
});

test("a name is one name in every spelling", () => {
  const attempts = new LoginAttempts(randomBytes);
  for (const name of ["jan@domain.be", "JAN@domain.be", " Jan@Domain.be ", "jan@DOMAIN.BE", "jan@domain.BE\t"])
    fail(attempts, name, home, 1);
  assert.equal(waitOf(attempts, "jan@domain.be", elsewhere), second);
});

test("NET-04: fifty failures of an address are free over all names; IPv6 counts by /64, IPv4 by itself", () => {
  const attempts = new LoginAttempts(randomBytes);
  for (let at = 0; at < 51; at++) {
    fail(attempts, `name${at}`, parseAddress(`2001:db8:1:2::${at.toString(16)}`), 1);
    fail(attempts, `name${at}`, home, 1);
  }
  const wait = (text: string): number => waitOf(attempts, "other", parseAddress(text));
  assert.deepEqual(["2001:db8:1:2:ffff::1", "2001:db8:1:3::1"].map(wait), [2 * second, 0]);
  assert.deepEqual(["192.0.2.7", "::ffff:192.0.2.7", "192.0.2.8"].map(wait), [2 * second, 2 * second, 0]);
});

test("a name without an address is counted by itself", () => {
  const attempts = new LoginAttempts(randomBytes);
  fail(attempts, "jan@domain.be", undefined, 6);
  assert.equal(waitOf(attempts, "jan@domain.be", undefined), 2 * second);
  assert.equal(waitOf(attempts, "piet@domain.be", undefined), 0);
});

test("an attempt that came to nothing is not counted", () => {
  const attempts = new LoginAttempts(randomBytes);
  const source = attempts.sourceOf("jan@domain.be", home);
  for (let at = 0; at < 20; at++) {
    attempts.begin(source, 0);
    attempts.takeBack(source);
  }
  assert.equal(attempts.wait(source, 0), 0);
  assert.equal(attempts.size, 0);
});

test("failures are forgotten after a day without one, and a clock that goes back makes no delay longer", () => {
  const attempts = new LoginAttempts(randomBytes);
  fail(attempts, "jan@domain.be", undefined, 20, 1_000_000);
  assert.equal(waitOf(attempts, "jan@domain.be", undefined, 0), quarter);
  fail(attempts, "jan@domain.be", undefined, 1, 1_000_000 + 86_400 * second);
  assert.equal(waitOf(attempts, "jan@domain.be", undefined, 1_000_000 + 86_400 * second), 0);
});

test("NET-04: under random names and addresses memory stays bounded, and who failed last is remembered", () => {
  const attempts = new LoginAttempts(randomBytes, 1000);
  for (let at = 0; at < 20_000; at++) {
    const source = attempts.sourceOf(`name${at}`, parseAddress(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`));
    attempts.begin(source, at);
    if (at % 7 === 0) attempts.succeed(source);
    attempts.begin(source, at);
  }
  assert.ok(attempts.size <= 4000, `${attempts.size}`);
  fail(attempts, "jan@domain.be", home, 6, 20_000);
  for (let at = 0; at < 900; at++) fail(attempts, `later${at}`, undefined, 1, 20_000);
  assert.equal(waitOf(attempts, "jan@domain.be", elsewhere, 20_000), 2 * second);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { policy } from "../../test/sample.ts";
import { isHost } from "../kernel/host.ts";
import type { Environment, Policy } from "../kernel/policy.ts";
import { environmentOf } from "./environment-of.ts";

const [sample] = policy.environments;
assert.ok(sample);
const environment = (name: string, ...hosts: string[]): Environment => ({ ...sample, name, hosts });
const withEnvironments = (...environments: Environment[]): Policy => ({ ...policy, environments });

const several = withEnvironments(
  environment("production", "api.example"),
  environment("sandbox", "test.example", "api.example:8443", "[::1]:9000"),
);

test("a host belongs to the environment that lists it, with its port before without", () => {
  const cases: readonly [host: string, name: string | undefined][] = [
    ["api.example", "production"],
    ["api.example:80", "production"],
    ["api.example:8443", "sandbox"],
    ["test.example:1", "sandbox"],
    ["[::1]:9000", "sandbox"],
    ["[::1]", undefined],
    ["api.example.", undefined],
    ["xapi.example", undefined],
    ["__proto__", undefined],
    ["", undefined],
  ];
  for (const [host, name] of cases) {
    const found = environmentOf(several, "public", host);
    assert.equal(found.known ? found.environment?.name : undefined, name, host);
    assert.equal(found.known, name !== undefined, host);
  }
});

test("an environment without hosts takes every other host", () => {
  const two = withEnvironments(environment("sandbox", "test.example"), environment("production"));
  const names = ["test.example", "anything"].map((host) => environmentOf(two, "public", host));
  assert.deepEqual(
    names.map((found) => found.known && found.environment?.name),
    ["sandbox", "production"],
  );
});

test("the other listeners serve their own list, and no environment", () => {
  assert.deepEqual(environmentOf(policy, "private", "localhost:8081"), { known: true, environment: undefined });
  assert.deepEqual(environmentOf(policy, "authz", "api.example"), { known: false });
});

test("a host is a name or address with at most a port", () => {
  for (const text of ["a", "a.b-c_d", "1.2.3.4:80", "[::1]", "[::ffff:1.2.3.4]:8080"]) assert.ok(isHost(text), text);
  const refused = [
    "",
    "a b",
    "a/b",
    "a@b",
    "A",
    "a:",
    "a:b",
    "a:123456",
    "::1",
    "[::1",
    "[]",
    "a\n",
    "a,b",
    "a.example:80:80",
  ];
  for (const text of [...refused, "x".repeat(262), "%61"]) assert.equal(isHost(text), false, text);
});

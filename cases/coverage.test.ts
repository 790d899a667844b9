import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Code, checks, codes } from "@clavis/core";
import { readCaseFiles } from "./case.ts";

const files = readCaseFiles();
const cases = files.flatMap((file) => file.cases);

/** Codes that no decision can give: what happens before a request is read, behind it, or to ourselves. */
const shownElsewhere: ReadonlyMap<Code, string> = new Map([
  ["request_timeout", "packages/doors/src/listener/smuggling.test.ts"],
  ["content_too_large", "packages/doors/src/gateway/gateway.test.ts"],
  ["headers_too_large", "packages/doors/src/listener/smuggling.test.ts"],
  ["media_type_unsupported", "packages/doors/src/own/own-operations.test.ts"],
  ["validation_failed", "cases/verify.test.ts"],
  ["conflict", "test/self-service.test.ts"],
  ["refresh_too_early", "test/refresh-tokens.test.ts"],
  ["overloaded", "packages/doors/src/gateway/gateway.test.ts"],
  ["upstream_unavailable", "packages/doors/src/gateway/gateway.test.ts"],
  ["upstream_timeout", "packages/doors/src/gateway/gateway.test.ts"],
  ["store_unavailable", "packages/core/src/pipeline.test.ts"],
  ["internal", "packages/core/src/pipeline.test.ts"],
]);

test("every code is reached by a case or shown by the test named here, and no code by both", () => {
  const reached = new Set(cases.flatMap(({ expect }) => expect.code ?? []));
  for (const code of Object.keys(codes) as Code[]) assert.ok(reached.has(code) !== shownElsewhere.has(code), code);
});

test("the tests that show the other codes name them", () => {
  for (const [code, path] of shownElsewhere) {
    const file = join(import.meta.dirname, "..", path);
    assert.ok(existsSync(file) && readFileSync(file, "utf8").includes(code), `${path} does not show ${code}`);
  }
});

test("each of the eight checks fails alone: the same request is allowed but for one thing", () => {
  const alone = new Set(cases.filter(({ otherwise }) => otherwise !== undefined).map(({ expect }) => expect.check));
  assert.deepEqual(
    checks.filter((check) => !alone.has(check)),
    [],
  );
});

test("each trick that SECURITY HTT-02 names is a case", () => {
  const targets = cases.filter(({ shows }) => shows.includes("HTT-02")).map(({ request }) => request.target);
  for (const trick of [
    "%2f",
    "%5C",
    "%00",
    "%2e",
    "/..",
    "/.",
    "//",
    ";",
    "\\",
    "http://",
    "*",
    "#",
    "%ff",
    "%c0%ae",
    "%252e",
  ])
    assert.ok(
      targets.some((target) => target.includes(trick)),
      trick,
    );
});

test("there are at least 300 cases, and no two of one topic have the same name", () => {
  assert.ok(cases.length >= 300);
  for (const { topic, cases: own } of files) assert.equal(new Set(own.map(({ name }) => name)).size, own.length, topic);
});

test("no case is kept from all doors, and none from the decision itself", () => {
  for (const { name, except } of cases) assert.ok(!except.has("core"), name);
});

import assert from "node:assert/strict";
import { codes, type HeaderPairs } from "@clavis/core";
import type { Case } from "./case.ts";
import type { CaseRequest, Forwarded, Observed } from "./door.ts";
import { idOf } from "./names.ts";
import type { World } from "./world.ts";

/** Compares what a door made of a case with what the case expects. */
export function checkCase(world: World, { expect }: Case, request: CaseRequest, observed: Observed): void {
  const { record, answerHeaders } = observed;
  const { code, check } = expect;
  assert.deepEqual({ code: record.code, check: record.check }, { code, check });
  assert.equal(observed.effect, code === undefined ? "allow" : "refuse");
  const usual = code === undefined ? 200 : codes[code].status;
  assert.equal(observed.status, code === undefined && !observed.carriedOut ? usual : (expect.status ?? usual));
  if (expect.operation !== undefined && expect.operation !== "preflight")
    assert.equal(record.operation, expect.operation);
  if (expect.account !== undefined) assert.equal(record.account, expect.account);
  for (const [kind, name] of expect.named)
    assert.equal(record[recordMembers[kind]], name === null ? undefined : idOf(world.names, kind, name), kind);
  if (expect.application !== undefined) assert.equal(record.application ?? null, expect.application);
  assertHolds(answerHeaders, expect.answer);
  assertLacks(answerHeaders, expect.answerWithout);
  for (const [name, value] of Object.entries(expect.record))
    assert.equal(new Map<string, unknown>(Object.entries(record)).get(name) ?? null, value, `record: ${name}`);
  if (observed.forwarded !== undefined) {
    assert.equal(observed.forwarded.target, expect.target ?? request.target);
    assertHolds(observed.forwarded.headers, expect.headers);
    assertLacks(observed.forwarded.headers, expect.without);
  }
  checkAlways(world, request, observed);
}

const recordMembers = { user: "user", key: "credential", session: "session", token: "token" } as const;

/** What holds in every case and at every door. */
export function checkAlways(world: World, request: CaseRequest, observed: Observed): void {
  const { effect, record, answerHeaders, forwarded, body } = observed;
  assert.deepEqual(world.errors, []);
  assert.equal(record.effect, effect);
  assert.equal(record.status, observed.answeredHere ? observed.status : 0);
  assert.deepEqual(valuesOf(answerHeaders, "clavis-request-id"), [record.id]);
  if (effect === "refuse") checkProblem(request, observed);
  if (forwarded !== undefined) {
    assert.equal(effect, "allow");
    assert.equal(forwarded.method, request.method);
    checkIdentity(observed, forwarded);
  }
  const shown = JSON.stringify([record, answerHeaders, body, forwarded]);
  for (const text of [...world.names.hidden, ...givenSecrets(request)])
    assert.ok(!shown.includes(text), `LOG-03: ${text} is shown`);
}

/** What the request's own Basic credentials say, right or wrong; short ones may stand somewhere by chance. */
function givenSecrets({ headers }: CaseRequest): readonly string[] {
  const encoded = valuesOf(headers, "authorization").flatMap((value) => /^basic +(.+)$/i.exec(value)?.[1] ?? []);
  const passwords = encoded.map((text) =>
    Buffer.from(text, "base64")
      .toString()
      .replace(/^[^:]*:/, ""),
  );
  return [...encoded, ...passwords].filter((text) => text.length >= 8);
}

/** HTT-09: a problem document whose status is the answer's; HEAD gets its headers only. */
function checkProblem({ method }: CaseRequest, { status, answerHeaders, body, record, forwarded }: Observed): void {
  assert.equal(forwarded, undefined, "a refused request went on");
  const { code = "internal", id } = record;
  if (method !== "HEAD") {
    const { detail, ...rest } = JSON.parse(body ?? "");
    const type = `https://api.example/.clavis/errors/${code}`;
    assert.deepEqual(rest, { type, title: codes[code].title, status, code, requestId: id });
    assert.match(detail, /\S/);
  }
  assert.deepEqual(valuesOf(answerHeaders, "content-type"), ["application/problem+json"]);
  assert.deepEqual(valuesOf(answerHeaders, "cache-control"), ["no-store"]);
  if (status !== 401) assertLacks(answerHeaders, ["WWW-Authenticate"]);
}

const identity = ["account", "user", "application", "credential", "rights", "environment", "request-id"];

/** HTT-03: every identity header once, in our spelling, and agreeing with the record. */
function checkIdentity({ record }: Observed, { headers }: Forwarded): void {
  const sent = headers
    .filter((text, at) => at % 2 === 0 && /^clavis[^a-z0-9]/i.test(text))
    .map((name) => name.toLowerCase());
  assert.deepEqual(sent.sort(), identity.map((name) => `clavis-${name}`).sort());
  const { id = "", account = "-", user = "-", application = "-", environment = "-", session, token } = record;
  // Beside a password it is the application's key that the record names: it is not by what the user came.
  const credential = session ?? token ?? (record.user === undefined ? record.credential : undefined) ?? "-";
  assertHolds(headers, [
    ...[`Clavis-Account: ${account}`, `Clavis-Credential: ${credential}`, `Clavis-Environment: ${environment}`],
    ...[`Clavis-Request-Id: ${id}`, `Clavis-User: ${user}`, `Clavis-Application: ${application}`],
  ]);
}

function assertHolds(headers: HeaderPairs, wanted: readonly string[]): void {
  for (const line of wanted) {
    const colon = line.indexOf(":");
    const values = valuesOf(headers, line.slice(0, colon).toLowerCase());
    assert.ok(values.includes(line.slice(colon + 1).trim()), `${line} is missing; there is ${JSON.stringify(values)}`);
  }
}

function assertLacks(headers: HeaderPairs, names: readonly string[]): void {
  for (const name of names) assert.deepEqual(valuesOf(headers, name.toLowerCase()), [], name);
}

const valuesOf = (headers: HeaderPairs, name: string): string[] =>
  headers.filter((_, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === name);

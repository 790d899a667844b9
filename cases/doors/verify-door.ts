import assert from "node:assert/strict";
import type { VerifyAnswer } from "@clavis/contract";
import type { RequestRecord } from "@clavis/core";
import type { CaseRequest, Door, Observed } from "../door.ts";
import type { World } from "../world.ts";
import { nextRecords } from "./next-records.ts";
import { openServer } from "./open-server.ts";
import { exchange, type RawAnswer } from "./raw-exchange.ts";

/** The decision API: the request is described to `POST /v1/verify` on the authz listener. */
export async function openVerifyDoor(world: World): Promise<Door> {
  const server = await openServer(world, "http://127.0.0.1:9");
  return { judge: (request) => judge(world, server.authzPort, request), close: () => server.close() };
}

/** Asks the decision API about a described request. */
export function ask(port: number, described: object): Promise<RawAnswer> {
  const body = JSON.stringify(described);
  const headers = [
    "Host",
    "localhost",
    "Content-Type",
    "application/json",
    "Content-Length",
    String(Buffer.byteLength(body)),
  ];
  return exchange(port, { method: "POST", target: "/v1/verify", headers, address: "127.0.0.1", body });
}

async function judge({ records }: World, port: number, request: CaseRequest): Promise<Observed> {
  const known = records.length;
  const { method, target, address } = request;
  const { status, body } = await ask(port, { method, target, address, headers: pairsOf(request.headers) });
  assert.equal(status, 200, body);
  const [record, own] = await nextRecords(records, known, 2);
  assert.equal(own?.operation, "verifyRequest");
  const answer: VerifyAnswer = JSON.parse(body);
  assertCaller(answer, record);
  return { ...observedIn(answer), record };
}

/** Whoever asked is told of the caller what the record says. */
function assertCaller(answer: VerifyAnswer, record: RequestRecord): void {
  const { user, credential, application, session, token, country } = answer;
  assert.equal(user?.id, record.user);
  assert.equal(credential?.id ?? application?.key?.id, record.credential);
  assert.equal(credential === undefined ? application?.key?.version : credential.version, record.credentialVersion);
  assert.equal(application?.id, record.application);
  assert.equal(session?.id, record.session);
  assert.equal(token?.id, record.token);
  assert.equal(user?.scheme ?? credential?.scheme ?? application?.key?.scheme, record.scheme);
  assert.equal(country, record.country);
  for (const note of answer.notes) assert.ok(record.notes?.split(" ").includes(note), note);
}

function observedIn({ effect, checks, forward, answer }: VerifyAnswer): Omit<Observed, "record"> {
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  assert.equal(checks.length, 8);
  assert.equal(failed.length, effect === "allow" ? 0 : 1);
  assert.equal(failed[0]?.code, (answer.body as { code?: string } | undefined)?.code);
  return {
    effect,
    status: answer.status ?? 200,
    carriedOut: answer.status !== undefined || forward !== undefined,
    answeredHere: answer.status !== undefined,
    answerHeaders: answer.headers.flat(),
    body: answer.body === undefined ? undefined : JSON.stringify(answer.body),
    forwarded: forward && { ...forward, headers: forward.headers.flat() },
  };
}

const pairsOf = (headers: readonly string[]): string[][] =>
  headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ""]] : []));

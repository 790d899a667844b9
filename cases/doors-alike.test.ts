import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Asked, everyDoor, openPlace, type Place } from "./asking.ts";
import type { Observed } from "./door.ts";

/** What the connection and the moment add; the rest of an answer is the decision's. */
const transport = new Set(["date", "connection", "keep-alive", "content-length", "transfer-encoding"]);

/** An answer, to the byte, but for what names the one request. */
function shown({ status, answerHeaders, body = "", record }: Observed): string {
  const headers = answerHeaders.flatMap((name, at) =>
    at % 2 === 0 && !transport.has(name.toLowerCase()) ? [`${name}: ${answerHeaders[at + 1]}`] : [],
  );
  return [status, ...headers, body].join("\n").replaceAll(record.id, "<request id>");
}

describe("what every door answers", () => {
  let places: readonly Place[] = [];
  before(async () => {
    places = await Promise.all(everyDoor.map(({ store, open }) => openPlace("tills", store, open)));
  });
  after(() => Promise.all(places.map((place) => place.close())));

  const bearer = (name: string) => (secrets: ReadonlyMap<string, string>) => [
    "Authorization",
    `Bearer ${secrets.get(`token:${name}`)}`,
  ];
  const key = (name: string) => (secrets: ReadonlyMap<string, string>) => [
    "X-API-Key",
    `${secrets.get(`key:${name}`)}`,
  ];
  const session = (name: string) => (secrets: ReadonlyMap<string, string>) => [
    "Cookie",
    `__Host-session=${secrets.get(`session:${name}`)}`,
  ];
  const nothing = () => [];

  const asked: readonly (readonly [
    what: string,
    headersOf: (secrets: ReadonlyMap<string, string>) => readonly string[],
    asked: Omit<Asked, "headers">,
  ])[] = [
    ["nothing presented", nothing, {}],
    ["an unknown path", nothing, { target: "/api/v1/nothing" }],
    ["an unknown method", nothing, { method: "DELETE" }],
    ["a revoked token", bearer("revoked"), {}],
    ["a token of a locked key", bearer("ofHeldKey"), {}],
    ["a token for another account", bearer("reading"), { method: "POST" }],
    ["what takes one-time tokens alone", bearer("manager"), { method: "POST", target: "/api/v1/refunds" }],
    ["a session that has ended", session("signedOut"), {}],
    ["a change by cookie from nowhere", session("manager"), { method: "POST" }],
    ["another country", key("dutch"), { address: "127.0.21.1" }],
    ["another hour", key("night"), {}],
    ["another operation", key("listing"), { method: "POST" }],
    ["a rate, the first time", key("exporting"), { method: "POST", target: "/api/v1/exports" }],
    ["a rate, the second time", key("exporting"), { method: "POST", target: "/api/v1/exports" }],
    ["a rate that is used up", key("exporting"), { method: "POST", target: "/api/v1/exports" }],
    ["a quota, the first time", key("daily"), {}],
    ["a quota that is used up", key("daily"), {}],
    ["uses, the first time", bearer("once"), {}],
    ["uses that are spent", bearer("once"), {}],
    ["an anchor that warns, at first", key("warned"), {}],
    ["an anchor that warns", key("warned"), { address: "127.0.20.1" }],
  ];
  for (const [what, headersOf, more] of asked)
    test(`HTT-09: ${what} is answered byte for byte alike`, async () => {
      const answers = new Set<string>();
      for (const place of places) {
        const { secrets } = place.world.names;
        answers.add(shown(await place.ask({ target: "/api/v1/orders", ...more, headers: headersOf(secrets) })));
      }
      assert.equal(answers.size, 1, [...answers].join("\n\n"));
    });
});

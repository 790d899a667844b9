import assert from "node:assert/strict";
import { after, test } from "node:test";
import { BookingStand, client, pro } from "./booking-stand.ts";
import { outcomeOf } from "./reply.ts";
import { until } from "./running-start.ts";

// The booking example as docs/guides/legacy.md leaves it: the same users and data, and none of the switches.

const stand = await BookingStand.open({
  settings: {
    legacy: {},
    insecure: {},
    sessions: { login: { credentials: [{ kind: "pro", identifier: "pro[email]", password: "pro[password]" }] } },
    schemes: { application: { deprecatedSince: "2026-01-01", sunset: "2099-01-01" } },
  },
  describe: (text) =>
    text
      .replace("in: query\n      name: apikey", "in: header\n      name: apikey")
      .replace("_session_id", "__Host-session"),
});
after(() => stand.close());
const headers = { apikey: stand.keys.sandbox };
const user = `${client.email}:${client.password}`;

const login = (query: string, body?: object) =>
  stand.ask("POST", `/api/v1/sessions/login${query}`, { headers, ...(body && { body }) });

test("LEG-05: a key in the URL is told where it belongs, one in the header is accepted until its end", async () => {
  const reply = await stand.ask("GET", "/api/v1/groups", { key: stand.keys.sandbox, user });
  assert.equal(outcomeOf(reply), "400 credential_misplaced");
  assert.match(String(reply.body["detail"]), /belongs in the header "apikey"/);
  const accepted = await stand.ask("GET", "/api/v1/groups", { headers, user });
  assert.equal(accepted.status, 200);
  assert.deepEqual(
    [accepted.headers["deprecation"], accepted.headers["sunset"]],
    ["@1767225600", "Thu, 01 Jan 2099 00:00:00 GMT"],
  );
});

test("a password in the URL is refused, whoever's it is", async () => {
  const reply = await login(`?pro%5Bemail%5D=${pro.email}&pro%5Bpassword%5D=${pro.password}`);
  assert.equal(outcomeOf(reply), "400 credential_misplaced");
});

test("LEG-03: where SHA-1 is off, the password itself signs in and leaves the format; its SHA-1 does not", async () => {
  const signIn = async (password: string) => (await login("", { pro: { email: pro.email, password } })).status;
  const format = async () =>
    (await stand.other.json<{ passwordFormat: string }>("users", "show", pro.email)).passwordFormat;
  assert.equal(await format(), "sha1");
  assert.notEqual(await signIn(pro.digest), 200);
  assert.equal(await signIn(pro.password), 200);
  await until(async () => (await format()) === "plain", "the format to be left");
});

test("SES-04: the cookie is as strong as browsers allow", async () => {
  const reply = await login("", { pro: { email: pro.email, password: pro.password } });
  assert.match(
    reply.headers["set-cookie"]?.[0] ?? "",
    /^__Host-session=[0-9a-f]{48}; Secure; HttpOnly; SameSite=Lax; Path=\/$/,
  );
});

test("SES-05: a cookie alone changes nothing any more, and with a word that no other site can say it does", async () => {
  const { headers: answered } = await login("", { pro: { email: pro.email, password: pro.password } });
  const cookie = { Cookie: (answered["set-cookie"]?.[0] ?? "").split(";")[0] ?? "" };
  const make = async (more: object) =>
    outcomeOf(
      await stand.ask("POST", "/api/v1/groups/4/calendars", {
        headers: { ...cookie, ...more },
        body: { calendar: { name: "Dr Petit" } },
      }),
    );
  assert.equal(await make({}), "403 cross_site_refused");
  assert.equal(await make({ "Clavis-Csrf": "1" }), "201");
});

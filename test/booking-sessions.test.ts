import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { after, test } from "node:test";
import { BookingStand, client, pro, sessionIn } from "./booking-stand.ts";
import { outcomeOf, type Reply } from "./reply.ts";
import { command } from "./running-clavis.ts";

// Sessions of the booking example: how they begin, how long they last, what ends them and what a page may do with one.

const stand = await BookingStand.open();
after(() => stand.close());
const key = stand.keys.sandbox;
const groups = "/api/v1/groups";
const sessions = "/api/v1/sessions";
/** What a program of ours sends; a page of another site can not. */
const meant = { "Clavis-Csrf": "1" };

const use = async (session: string): Promise<string> => outcomeOf(await stand.ask("GET", groups, { session }));

test("SES-01: each login has a new id of 192 random bits, and ends the session that the browser had", async () => {
  const first = await stand.openSession();
  const second = sessionIn(await stand.signIn(pro, { headers: { Cookie: `_session_id=${first}` } }));
  assert.notEqual(first, second);
  assert.match(second, /^[0-9a-f]{48}$/);
  assert.deepEqual([await use(first), await use(second)], ["403 credential_revoked", "200"]);
});

test("SES-01: an id that a client brings along is never adopted", async () => {
  const planted = "4e8c5362ed2abeddca00000c";
  const own = sessionIn(await stand.signIn(pro, { headers: { Cookie: `_session_id=${planted}` } }));
  assert.notEqual(own, planted);
  assert.deepEqual([await use(planted), await use(own)], ["403 credential_invalid", "200"]);
});

test("SES-02: a session ends an hour after its last accepted request", async () => {
  const session = await stand.openSession();
  for (const minutes of [59, 59, 59]) {
    stand.wait(minutes);
    assert.equal(await use(session), "200");
  }
  stand.wait(61);
  assert.equal(await use(session), "403 session_expired");
});

test("SES-02: a refused request does not keep a session alive", async () => {
  const session = await stand.openSession();
  stand.wait(40);
  assert.equal(outcomeOf(await stand.ask("DELETE", `${groups}/4/calendars/1`, { session })), "403 cross_site_refused");
  assert.equal(outcomeOf(await stand.ask("GET", "/api/v1/nothing", { session })), "404 not_found");
  stand.wait(21);
  assert.equal(await use(session), "403 session_expired");
});

test("SES-02: a session ends a day after it was opened, however much it is used", async () => {
  const session = await stand.openSession();
  for (let hours = 0; hours < 23.5; hours += 0.5) {
    stand.wait(30);
    assert.equal(await use(session), "200", `after ${hours + 0.5} hours`);
  }
  stand.wait(31);
  assert.equal(await use(session), "403 session_expired");
});

/** What ends sessions; `current` and `other` are two of one user. */
const ends: readonly {
  readonly name: string;
  readonly end: (current: string) => Promise<Reply | unknown>;
  readonly left: { readonly current: string; readonly other: string };
}[] = [
  {
    name: "logout ends the session by which it comes",
    end: (session) => stand.ask("POST", `${sessions}/logout`, { session, headers: meant }),
    left: { current: "403 credential_revoked", other: "200" },
  },
  {
    name: "to sign out everywhere ends all sessions of a user in the environment",
    end: (session) => stand.ask("DELETE", sessions, { session, headers: meant }),
    left: { current: "403 credential_revoked", other: "403 credential_revoked" },
  },
  {
    name: "a user ends one of the others by its id",
    end: async (session) => {
      const { body } = await stand.ask("GET", sessions, { session });
      const open = body["sessions"] as readonly { id: string; status: string; current: boolean }[];
      const other = open.filter(({ status, current }) => status === "open" && !current).at(-1);
      return await stand.ask("DELETE", `${sessions}/${other?.id}`, { session, headers: meant });
    },
    left: { current: "200", other: "403 credential_revoked" },
  },
];

for (const { name, end, left } of ends) {
  test(`SES-03: ${name}, for the next request already`, async () => {
    const current = await stand.openSession(client);
    const other = await stand.openSession(client);
    await end(current);
    assert.deepEqual({ current: await use(current), other: await use(other) }, left);
  });
}

test("SES-04: the cookie of the contract is weak, and there is one of it: a second of its name does not win", async () => {
  const session = await stand.openSession();
  const two = await stand.ask("GET", groups, { headers: { Cookie: `_session_id=${session}; _session_id=planted` } });
  assert.equal(outcomeOf(two), "400 request_ambiguous");
  const other = await stand.ask("GET", groups, { headers: { Cookie: `x_session_id=${session}; \u00a0_session_id=1` } });
  assert.equal(outcomeOf(other), "403 credential_missing");
});

test("SES-05: with a cookie only a page of the same origin, or a program that says so, changes anything", async () => {
  const session = await stand.openSession();
  const remove = async (headers: Readonly<Record<string, string>>) =>
    outcomeOf(await stand.ask("DELETE", `${groups}/4/calendars/9`, { session, headers }));
  assert.equal(await remove({}), "403 cross_site_refused");
  assert.equal(await remove({ Origin: "https://elsewhere.example" }), "403 cross_site_refused");
  assert.equal(await remove({ "Sec-Fetch-Site": "cross-site" }), "403 cross_site_refused");
  for (const headers of [{ "Sec-Fetch-Site": "same-origin" }, { Origin: "http://sandbox.booking.example" }, meant])
    assert.equal(await remove(headers), "404", JSON.stringify(headers));
  assert.equal(outcomeOf(await stand.ask("POST", `${sessions}/logout`, { session })), "403 cross_site_refused");
});

test("SES-05: only the operation that the configuration names takes the cookie from anywhere", async () => {
  const session = await stand.openSession();
  const body = { calendar: { name: "Dr Petit" } };
  assert.equal((await stand.ask("POST", `${groups}/4/calendars`, { session, body })).status, 201);
});

test("SES-05: a page of another site signs nobody in", async () => {
  const reply = await stand.signIn(pro, { headers: { Origin: "https://elsewhere.example" } });
  assert.deepEqual([outcomeOf(reply), reply.headers["set-cookie"]], ["403 cross_site_refused", undefined]);
});

test("a session is refused beside another application's key, and in another environment", async () => {
  const session = await stand.openSession();
  assert.equal((await stand.ask("GET", groups, { key, session })).status, 200);
  await stand.other.json("apps", "create", "kiosk", "--name", "Kiosk");
  const kiosk = await stand.makeKey("--application", "kiosk", "--environment", "sandbox");
  const beside = await stand.ask("GET", groups, { key: kiosk.key, session });
  assert.equal(beside.status, 403);
  assert.equal(await use(session), "200");
  const elsewhere = await stand.ask("GET", groups, { session, environment: "production" });
  assert.equal(outcomeOf(elsewhere), "403 environment_mismatch");
});

test("SES-03, AUT-05: the present password changes the password and ends the sessions; a session alone does not", async () => {
  const elsewhere = await stand.openSession(client);
  const session = await stand.openSession(client, { environment: "production" });
  const change = (current: string): Promise<Reply> =>
    stand.ask("POST", "/api/v1/me/password", {
      environment: "production",
      session,
      headers: meant,
      body: { current, password: "een zeldzame bloempot" },
    });
  assert.equal((await change("a wrong one")).code, "credential_invalid");
  assert.equal(await use(elsewhere), "200");
  assert.equal((await change(client.password)).status, 204);
  assert.equal(await use(elsewhere), "403 credential_revoked");
});

test("SES-03: an operator ends a session", async () => {
  const session = await stand.openSession();
  const { body } = await stand.ask("GET", "/api/v1/me", { session });
  await stand.other.json("sessions", "revoke", (body["session"] as { id: string }).id);
  assert.equal(await use(session), "403 credential_revoked");
});

/** The format of a user's password stays what it is, whoever changes the password. */
const sha1 = (password: string): string => createHash("sha1").update(password).digest("hex");

/** As an operator types it: the first line of standard input. */
const setPassword = (email: string, password: string): string =>
  execFileSync(process.execPath, [command, "users", "set-password", email, "--data", join(stand.folder, "data")], {
    input: `${password}\n`,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });

test("AUT-09: with a password that an operator set, a session is for changing it and nothing else", async () => {
  const [given, chosen] = ["de operator kent dit", "niemand anders kent dit"];
  setPassword(client.email, given);
  const environment = "production";
  const session = await stand.openSession({ ...client, digest: sha1(given) }, { environment });
  const ask = async (method: string, path: string, body?: object) =>
    outcomeOf(await stand.ask(method, path, { environment, session, headers: meant, ...(body && { body }) }));
  assert.equal(await ask("GET", groups), "403 password_change_required");
  assert.equal(await ask("POST", "/api/v1/me/password", { current: given, password: chosen }), "204");
  const after = await stand.openSession({ ...client, digest: sha1(chosen) });
  assert.equal(await use(after), "200");
});

/** A session is its user's and its application's, and ends with either for good; an account's is only what it may do. */
for (const [what, verb, id, disabled, enabled] of [
  ["user", "users", pro.email, "403 credential_revoked", "403 credential_revoked"],
  ["application", "apps", "agenda", "403 credential_revoked", "403 credential_revoked"],
  ["account", "accounts", "CAGENDA01", "400 account_required", "200"],
] as const)
  test(`AUT-12: the sessions of a disabled ${what} are refused by the next request`, async () => {
    const session = await stand.openSession();
    assert.equal(await use(session), "200");
    await stand.other.json(verb, "disable", id);
    assert.equal(await use(session), disabled);
    await stand.other.json(verb, "enable", id);
    assert.equal(await use(session), enabled);
  });

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { BookingStand, client, pro, sessionIn } from "./booking-stand.ts";
import { outcomeOf } from "./reply.ts";
import { until } from "./running-start.ts";

// The commands that the source prints, corrected, and what its contract says beside them.

const stand = await BookingStand.open();
after(() => stand.close());
const { production, sandbox } = stand.keys;
const user = `${pro.email}:${pro.password}`;

const query = `pro%5Bemail%5D=fake.user%40gmail.com&pro%5Bpassword%5D=${pro.digest}`;
const printedLogin = (): string => `/api/v1/sessions/login.json?apikey=${sandbox}&${query}`;

/** The body that the source prints, with the address that it hides. */
const printedBody =
  '{"pro":{"created_at":"2007-03-30 15:09:07","updated_at":"2011-10-05 14:52:07",' +
  '"synched_at":"2011-09-29 19:50:18","lastname":"Fake","id":9,"firstname":"User",' +
  '"cellphone":"06 12 34 56 78","email":"fake.user@gmail.com"},"error":null}';

const pairsOf = (raw: readonly string[]): readonly string[] =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : []));

test("GET groups?apikey= is allowed with a user beside the key, and the service sees neither", async () => {
  const reply = await stand.ask("GET", "/api/v1/groups", { environment: "production", key: production, user });
  assert.equal(reply.status, 200);
  const { query: sent, headers } = reply.body["received"] as { query: string; headers: Record<string, string> };
  assert.equal(sent, "");
  assert.deepEqual([headers["clavis-application"], headers["clavis-environment"]], ["agenda", "production"]);
  assert.ok(!reply.text.includes(production) && headers["authorization"] === undefined);
});

test("POST groups/4/calendars?apikey= with a JSON body makes a calendar", async () => {
  const body = { calendar: { name: "Dr Petit" } };
  const reply = await stand.ask("POST", "/api/v1/groups/4/calendars", {
    environment: "production",
    key: production,
    user,
    body,
  });
  assert.equal(reply.status, 201);
  assert.deepEqual(reply.body["calendar"], { name: "Dr Petit", id: 3 });
});

test("curl -u …/groups.json?apikey= is the operation without its suffix", async () => {
  const call = { environment: "production", key: production, user } as const;
  const reply = await stand.ask("GET", "/api/v1/groups.json", call);
  assert.equal(reply.status, 200);
  assert.equal((reply.body["received"] as { path: string }).path, "/api/v1/groups");
  assert.equal((await stand.ask("GET", "/api/v1/groups/4.json", call)).status, 200);
  assert.equal(outcomeOf(await stand.ask("GET", "/api/v1/groups.json.json", call)), "404 not_found");
});

test("the printed login opens a session: headers, cookie and body byte for byte", async () => {
  const reply = await stand.ask("POST", printedLogin());
  assert.equal(reply.status, 200);
  const lines = pairsOf(reply.rawHeaders);
  for (const line of [
    "Content-Type: application/json; charset=utf-8",
    "Connection: keep-alive",
    "Status: 200",
    `Content-Length: ${Buffer.byteLength(printedBody)}`,
  ])
    assert.ok(lines.includes(line), `${line} in\n${lines.join("\n")}`);
  const cookies = lines.filter((line) => /^set-cookie:/i.test(line));
  assert.equal(cookies.length, 1);
  assert.match(cookies[0] ?? "", /^Set-Cookie: _session_id=[0-9a-f]{48}; path=\/; HttpOnly$/);
  assert.equal(reply.text, printedBody);
});

test("the cookie of that answer is enough for the next requests, without a key", async () => {
  const session = sessionIn(await stand.ask("POST", printedLogin()));
  const reply = await stand.ask("GET", "/api/v1/groups.json", { session });
  assert.equal(reply.status, 200);
  const { headers } = reply.body["received"] as { headers: Record<string, string> };
  assert.deepEqual([headers["clavis-application"], headers["cookie"]], ["agenda", undefined]);
  const created = await stand.ask("POST", "/api/v1/groups/4/calendars", { session, body: { calendar: {} } });
  assert.equal(created.status, 201);
});

test("a login is taken from query, form and JSON, with brackets in any spelling", async () => {
  const key = sandbox;
  const spelt = [
    { path: `/api/v1/sessions/login?${query}` },
    { path: `/api/v1/sessions/login?pro[email]=${pro.email}&pro[password]=${pro.digest}` },
    { path: "/api/v1/sessions/login", body: new URLSearchParams(query) },
    { path: "/api/v1/sessions/login.json", body: { "pro[email]": pro.email, "pro[password]": pro.digest } },
    { path: "/api/v1/sessions/login", body: { pro: { email: pro.email, password: pro.digest } } },
  ];
  for (const { path, body } of spelt) {
    const reply = await stand.ask("POST", path, { key, ...(body && { body }) });
    assert.deepEqual([reply.status, reply.text], [200, printedBody], path);
  }
});

test("the parameters choose the kind of user, and another kind is a wrong password in the words of the contract", async () => {
  const signedIn = await stand.signIn(client);
  assert.deepEqual(Object.keys(signedIn.body), ["account", "error"]);
  assert.equal((signedIn.body["account"] as { id: number }).id, 12);
  const refused = [
    await stand.signIn({ ...pro, kind: "account" }),
    await stand.signIn({ ...client, digest: pro.digest }),
    await stand.signIn({ ...client, email: "nobody@example.org" }),
  ];
  for (const { status, text } of refused)
    assert.deepEqual([status, text], [403, '{"account":null,"error":"The e-mail address or the password is wrong."}']);
});

test("what is wrong with an application key has a code of its own", async () => {
  const revoked = await stand.makeKey("--environment", "sandbox");
  await stand.other.json("keys", "revoke", revoked.id, "--reason", "test");
  const ask = async (key?: string, more: object = {}) =>
    outcomeOf(await stand.ask("GET", "/api/v1/groups", { user, ...(key !== undefined && { key }), ...more }));
  assert.equal(await ask(), "403 credential_missing");
  assert.equal(await ask(""), "400 credential_malformed");
  assert.equal(await ask("xxxxxx"), "403 credential_invalid");
  assert.equal(await ask(revoked.key), "403 credential_revoked");
  assert.equal(await ask(production), "403 environment_mismatch");
  assert.equal(await ask(undefined, { headers: { apikey: sandbox } }), "400 credential_misplaced");
});

test("an application key in the body of a login is refused with a sentence that says where it belongs", async () => {
  const body = new URLSearchParams(`${query}&apikey=${sandbox}`);
  for (const more of [{}, { key: sandbox }]) {
    const reply = await stand.ask("POST", "/api/v1/sessions/login", { body, ...more });
    assert.equal(outcomeOf(reply), "400 credential_misplaced");
    assert.match(String(reply.body["detail"]), /belongs in the query parameter "apikey"/);
    assert.ok(!reply.text.includes(sandbox));
  }
});

test("an application alone, and a user alone, are nobody", async () => {
  assert.equal(outcomeOf(await stand.ask("GET", "/api/v1/groups", { key: sandbox })), "403 credential_missing");
  assert.equal(outcomeOf(await stand.ask("GET", "/api/v1/groups", { user })), "403 credential_missing");
});

test("LEG-04: without challenges what would be 401 is 403, and says so in its body", async () => {
  for (const call of [{}, { key: sandbox, user: `${pro.email}:wrong` }, { session: "0".repeat(48) }]) {
    const { status, headers, body } = await stand.ask("GET", "/api/v1/groups", call);
    assert.deepEqual([status, body["status"], headers["www-authenticate"]], [403, 403, undefined]);
    assert.match(String(body["type"]), /\/\.clavis\/errors\/credential_(missing|invalid)$/);
    assert.equal(headers["cache-control"], "no-store");
  }
});

test("LEG-06: two callers are refused, whichever would do, and so is one credential twice", async () => {
  const session = await stand.openSession();
  const both = await stand.ask("GET", "/api/v1/groups", { key: sandbox, user, session });
  assert.equal(outcomeOf(both), "400 credential_conflict");
  const twice = await stand.ask("GET", `/api/v1/groups?apikey=${sandbox}`, { key: sandbox, user });
  assert.equal(outcomeOf(twice), "400 request_ambiguous");
  const twoUsers = await stand.ask("POST", printedLogin(), {
    body: { account: { email: client.email, password: client.digest } },
  });
  assert.equal(outcomeOf(twoUsers), "400 credential_conflict");
});

test("LEG-02: a login takes the digest and not the password, Basic the password and not the digest", async () => {
  assert.equal((await stand.signIn({ ...pro, digest: pro.password })).status, 403);
  const withDigest = await stand.ask("GET", "/api/v1/groups", { key: sandbox, user: `${pro.email}:${pro.digest}` });
  assert.equal(outcomeOf(withDigest), "403 credential_invalid");
  assert.equal((await stand.ask("GET", "/api/v1/groups", { key: sandbox, user })).status, 200);
});

test("LEG-03: the digest may be in upper case, and each such login is counted by user", async () => {
  assert.equal((await stand.signIn({ ...pro, digest: pro.digest.toUpperCase() })).status, 200);
  for (const digest of [pro.digest.slice(1), `${pro.digest}0`, pro.digest.replace("a", "g")])
    assert.equal((await stand.signIn({ ...pro, digest })).status, 403, digest);
  const { id } = await stand.other.json<{ id: string }>("users", "show", pro.email);
  const counted = await stand.other.json<{ groups?: readonly { readonly value: string; readonly calls: number }[] }>(
    ...["requests", "stats", "--note", "legacy:sha1-login", "--by", "user"],
  );
  assert.ok(JSON.stringify(counted).includes(id), JSON.stringify(counted));
});

test("LEG-03: who is told to leaves the SHA-1 with the next use of the password itself", async () => {
  await stand.other.json("users", "set-format", client.email, "plain");
  assert.equal((await stand.signIn(client)).status, 200);
  const basic = await stand.ask("GET", "/api/v1/groups", { key: sandbox, user: `${client.email}:${client.password}` });
  assert.equal(basic.status, 200);
  await until(async () => (await stand.signIn(client)).status === 403, "the SHA-1 to count no more");
  assert.equal((await stand.signIn({ ...client, digest: client.password })).status, 200);
});

test("LEG-01, LEG-05: no key, digest or session stands in a file of the data directory, and no answer may be kept", async () => {
  const reply = await stand.ask("POST", printedLogin());
  const last = await stand.ask("GET", "/api/v1/groups", { key: sandbox, session: sessionIn(reply) });
  for (const { headers } of [reply, last])
    assert.deepEqual([headers["cache-control"], headers["referrer-policy"]], ["no-store", "no-referrer"]);
  const id = String(last.headers["clavis-request-id"]);
  await until(async () => (await stand.other.run("requests", "show", id)).code === 0, "the record to be written");
  const files = readdirSync(join(stand.folder, "data"), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  assert.ok(files.some(({ name }) => name.startsWith("session.db")));
  const secrets = [production, sandbox, pro.digest, client.digest, sessionIn(reply), client.password];
  for (const { parentPath, name } of files) {
    const content = readFileSync(join(parentPath, name), "latin1").toLowerCase();
    for (const secret of secrets) assert.ok(!content.includes(secret.toLowerCase()), `${secret} in ${name}`);
  }
});

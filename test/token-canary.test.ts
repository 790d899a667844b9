import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Answer, type Call, call } from "./call.ts";
import { formsOf } from "./canaries.ts";
import { until } from "./running-start.ts";
import { manager, sandbox, TillsStand } from "./tills-stand.ts";

const stand = await TillsStand.open();
after(() => stand.close());

/** What must be found nowhere. */
const secrets = new Map<string, string>();
const answers: { readonly to: string; readonly text: string }[] = [];

const keep = (what: string, secret = ""): string => {
  assert.ok(secret.length > 30, what);
  secrets.set(what, secret);
  return secret;
};

const application = keep("application key", (await stand.issue("--application", "mobile")).key);
const [email = "", password = ""] = manager.split(":");

async function issueAll(): Promise<void> {
  const order = { refresh: true, rights: ["orders"] };
  const rs = await stand.token(order, { basic: manager });
  keep("RS256 token", rs.access_token);
  keep("refresh token", rs.refresh_token);
  const hs = await stand.token(order, { basic: manager, host: sandbox });
  keep("HS256 token", hs.access_token);
  const body = { refresh_token: keep("used refresh token", hs.refresh_token) };
  const refreshed = JSON.parse((await stand.ask("POST", "/tokens/refresh", { host: sandbox, body })).text);
  keep("next refresh token", refreshed.refresh_token);
  keep("refreshed token", refreshed.access_token);
  keep("one-time token", (await stand.token({ uses: 1 }, { basic: manager })).access_token);
  const login = await stand.ask("POST", "/sessions/login", { application, body: { email, password } });
  keep("session", login.headers["set-cookie"]?.[0]?.split(/[=;]/)[1]);
}

const bodyTo = (path: string, body: object): Call => ({
  method: "POST",
  path: `/api/v1/${path}`,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** Sends a secret wherever somebody could put it, rightly or not. */
async function send(what: string, secret: string): Promise<void> {
  const requests: readonly (readonly [string, Call])[] = [
    ["bearer", { path: "/api/v1/orders", headers: { Authorization: `Bearer ${secret}` } }],
    ["another scheme", { path: "/api/v1/orders", headers: { Authorization: `Token ${secret}` } }],
    ["key", { path: "/api/v1/orders", key: secret }],
    ["application", { path: "/api/v1/orders", headers: { "X-Application-Key": secret } }],
    ["cookie", { path: "/api/v1/orders", headers: { Cookie: `__Host-tills-session=${secret}` } }],
    ["query", { path: `/api/v1/orders?access_token=${secret}&apikey=${secret}` }],
    ["refresh", bodyTo("tokens/refresh", { refresh_token: secret })],
    ["login", bodyTo("sessions/login", { email, password: secret })],
    ["revocation", bodyTo("tokens/revoke", { token: secret })],
  ];
  // A session has no form of its own, as a password has none: only the place can say that it is a secret.
  const anywhere: typeof requests =
    what === "session"
      ? []
      : [
          ["another cookie", { path: "/api/v1/orders", headers: { Cookie: `other=${secret}` } }],
          ["path", { path: `/api/v1/orders/${secret}` }],
          ["a member's name", bodyTo("tokens/refresh", { [secret]: secret })],
          ["user agent", { path: "/api/v1/orders", headers: { "User-Agent": `till ${secret}` } }],
        ];
  for (const [place, request] of [...requests, ...anywhere]) {
    const answer: Answer = await call(stand.server.public, request);
    answers.push({ to: `${what} as ${place}`, text: JSON.stringify(answer) });
  }
}

/** Of a token its signature, which nothing else has. */
const endOf = (secret: string): string => secret.slice(-24);

function foundIn(content: Buffer): string[] {
  const folded = Buffer.from(content.toString("latin1").toLowerCase(), "latin1");
  return [...secrets]
    .filter(([, secret]) => formsOf(endOf(secret)).some((form) => content.includes(form) || folded.includes(form)))
    .map(([what]) => what);
}

/** Every file below a folder, by name. */
const filesOf = (folder: string): readonly (readonly [string, Buffer])[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))]);

await issueAll();
for (const [what, secret] of secrets) await send(what, secret);

test("LOG-03: no answer holds a token, refresh token, session or application key that was sent", () => {
  assert.equal(secrets.size, 9);
  for (const { to, text } of answers) assert.deepEqual(foundIn(Buffer.from(text)), [], to);
});

test("LOG-03: no list of calls, export or list of changes holds one", async () => {
  const listed = async (): Promise<string> =>
    (await stand.other.run("requests", "list", "--limit", "1000", "--json")).stdout;
  await until(async () => JSON.parse(await listed()).length >= answers.length, "the records");
  assert.deepEqual(foundIn(Buffer.from(await listed())), []);
  for (const command of [
    ["requests", "export", "--format", "csv"],
    ["audit", "list", "--json"],
    ["sessions", "list", "--json"],
  ]) {
    const { code, stdout, stderr } = await stand.other.run(...command);
    assert.equal(code, 0, `${command.join(" ")}: ${stderr}`);
    assert.deepEqual(foundIn(Buffer.from(stdout)), [], command.join(" "));
  }
});

test("LOG-03, CFG-01: no file of the data directory holds one, nor the log", async () => {
  const files = filesOf(join(stand.folder, "data"));
  assert.ok(files.some(([name]) => name.startsWith("session.db")));
  for (const [name, bytes] of files) assert.deepEqual(foundIn(bytes), [], name);
  assert.equal(await stand.server.stop(), 0);
  for (const [name, bytes] of filesOf(join(stand.folder, "data")))
    assert.deepEqual(foundIn(bytes), [], `${name} after the end`);
  assert.deepEqual(foundIn(Buffer.from(stand.server.output)), []);
});

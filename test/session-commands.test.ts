import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openSessionDatabase, SqliteLedger } from "@clavis/adapters";
import { createUser, ensureSigningKey, openSession, type SigningSlot } from "@clavis/directory";
import type { LocalDirectory } from "../packages/clavis/src/cli/context.ts";
import { withLocalDirectory } from "../packages/clavis/src/cli/local-directory.ts";
import { runCli } from "../packages/clavis/src/cli/run-cli.ts";
import { terminalIn } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "clavis-session-commands-"));
after(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function clavis(...args: readonly string[]): Promise<Ran> {
  const { terminal, written } = terminalIn(folder);
  return { code: await runCli(args, terminal), ...written };
}

async function printed(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await clavis(...args, "--json");
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** The data directory as a server has it open, beside the commands. */
const asServer = <Result>(work: (local: LocalDirectory) => Promise<Result>): Promise<Result> =>
  withLocalDirectory(terminalIn(folder).terminal, join(folder, "data"), work);

/** A session of a user, in production; gives its id. */
const signIn = (user: string): Promise<string> =>
  asServer(({ withSessions }) =>
    withSessions(async ({ sessions }) => {
      const login = { environment: "production", user, application: undefined, address: "192.0.2.7" };
      const { session } = await openSession(sessions, { ...login, epochs: { user: 0 }, presented: [] });
      return session.id;
    }),
  );

const userWith = (email: string): Promise<string> =>
  asServer(async ({ directory, actor }) => (await createUser(directory, actor, { email, name: "A" })).id);

/** As the first call of what is anchored does. */
async function bind(cell: string, value: string): Promise<void> {
  const database = openSessionDatabase(join(folder, "data", "session.db"));
  const charge = { kind: "anchor", rule: "any", cell, value, to: "address", mode: "enforce" } as const;
  await new SqliteLedger(database).spend([charge], Date.now());
  database.close();
}

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly endedBy?: string;
}

before(() => clavis("init", ".", "--yes"));

test("SES-03: an operator ends one session, or all of a user, and the tokens made in them; others stay", async () => {
  const [jan, els] = [await userWith("jan@domain.be"), await userWith("els@domain.be")];
  const [first, second, other] = [await signIn(jan), await signIn(jan), await signIn(els)];
  assert.equal(
    (await clavis("sessions", "revoke", first)).stderr,
    `Session ${first} has ended, and the tokens made in it.\n`,
  );
  const listed = (await printed("sessions", "list", "--user", "JAN@domain.be", "--all")) as Listed[];
  assert.deepEqual(
    listed.map(({ id, status, endedBy }) => [id, status, endedBy]),
    [
      [first, "ended", "revoked"],
      [second, "open", undefined],
    ],
  );
  const all = await clavis("sessions", "revoke", "--user", jan);
  assert.equal(
    all.stderr,
    "User jan@domain.be is signed out everywhere: their tokens and sessions have ended; 1 was open.\n",
  );
  const open = (await printed("sessions", "list")) as Listed[];
  assert.deepEqual(
    open.map(({ id }) => id),
    [other],
  );
  await asServer(({ directory, withSessions }) =>
    withSessions(async ({ revocations }) => {
      assert.deepEqual(
        [first, second, other].map((id) => revocations.isRevoked(id)),
        [true, true, false],
      );
      assert.deepEqual(
        [await directory.store.findEpoch("user", jan), await directory.store.findEpoch("user", els)],
        [1, 0],
      );
    }),
  );
});

test("the sessions of one environment end without the others, and the user's tokens stay", async () => {
  const user = await userWith("an@domain.be");
  const id = await signIn(user);
  const ended = await printed("sessions", "revoke", "--user", user, "--environment", "production");
  assert.deepEqual(ended, { user, ended: 1 });
  assert.match((await clavis("sessions", "show", id)).stdout, /^status +ended$/m);
  assert.equal(await asServer(({ directory }) => directory.store.findEpoch("user", user)), 0);
});

test("SES-03: a session that ended with its user's tokens is listed as open no more", async () => {
  const user = await userWith("cor@domain.be");
  const id = await signIn(user);
  assert.equal((await clavis("tokens", "end", "--user", "cor@domain.be")).code, 0);
  assert.deepEqual(await printed("sessions", "list", "--user", user), []);
  assert.equal(((await printed("sessions", "show", id)) as Listed).status, "ended");
});

test("a session is shown with its ends, where it was opened, and never with its cookie", async () => {
  const id = await signIn(await userWith("bo@domain.be"));
  const { stdout } = await clavis("sessions", "show", id);
  assert.match(stdout, /^last used +\d{4}-\d\d-\d\dT[\d:]+Z from 192\.0\.2\.7$/m);
  assert.doesNotMatch(stdout, /[0-9a-f]{48}/);
});

test("a token that was revoked by its id is refused by the process that serves, and so are those of a family", async () => {
  const family = await asServer(({ withSessions }) =>
    withSessions(async ({ families }) => {
      const rules = { idle: 60_000, interval: 0, retryWindow: 0, endsAt: Date.now() + 60_000 };
      const source = { kind: "key", id: "key_1" } as const;
      return await families.open({ ...rules, environment: "production", client: "c", source, epochs: {}, grant: {} });
    }),
  );
  await asServer(({ withSessions }) =>
    withSessions(async ({ revocations, families }) => {
      assert.equal(revocations.isRevoked("tok_1"), false);
      assert.equal((await clavis("tokens", "revoke", "tok_1")).code, 0);
      assert.equal((await clavis("tokens", "revoke", family.family.id)).code, 0);
      await new Promise(setImmediate);
      assert.deepEqual(
        ["tok_1", family.family.id].map((id) => revocations.isRevoked(id)),
        [true, true],
      );
      assert.equal((await families.refresh(family.token, "c")).kind, "ended");
    }),
  );
});

interface ListedKey {
  readonly id: string;
  readonly state: string;
}

test("a signing key is replaced in peace, and in an emergency ended at once with another in its place", async () => {
  const slot: SigningSlot = { environment: "production", purpose: "token", algorithm: "ES256" };
  const first = await asServer(async ({ environments, signingIn, actor }) => {
    const [environment] = environments;
    assert.ok(environment);
    return await ensureSigningKey(signingIn(environment), actor, slot);
  });
  const next = (await printed("tokens", "keys", "rotate")) as ListedKey;
  assert.equal(next.state, "next");
  const again = await clavis("tokens", "keys", "rotate");
  assert.match(again.stderr, new RegExp(`^clavis: ${next.id} is published already and signs from 20[0-9T:.-]+Z\n$`));
  const retired = await clavis("tokens", "keys", "retire", first.kid, "--now");
  assert.equal(
    retired.stderr,
    `Key ${first.kid} has ended: what it signed is refused. ${next.id} signs from now on.\n`,
  );
  const listed = (await printed("tokens", "keys", "list")) as ListedKey[];
  assert.deepEqual(
    listed.map(({ id, state }) => [id, state]),
    [[next.id, "active"]],
  );
  const all = await clavis("tokens", "keys", "list", "--all", "--environment", "production");
  assert.match(all.stdout, new RegExp(`${first.kid} +production +token +ES256 +gone +ended `));
  assert.doesNotMatch(JSON.stringify(await printed("tokens", "keys", "list", "--all")), /"d"|sealed/);
});

test("an anchored key that was used is let go of by an operator, who is told where it was bound", async () => {
  const account = ((await printed("accounts", "list")) as { id: string }[])[0]?.id ?? "";
  const create = ["keys", "create", "--account", account, "--name", "Till", "--anchor", "address"];
  const { id } = (await printed(...create)) as { id: string };
  await bind(id, "192.0.2.7");
  assert.match(
    (await clavis("keys", "update", id, "--anchor", "country")).stderr,
    /^It stays bound to 192\.0\.2\.7\./m,
  );
  assert.equal(
    (await clavis("keys", "reanchor", id)).stderr,
    `Key ${id} was bound to 192.0.2.7; its next call binds it anew.\n`,
  );
  assert.deepEqual(await printed("keys", "reanchor", id), { id, was: null });
  const entries = (await printed("audit", "list", "--object", id)) as { action: string; actor: string }[];
  assert.deepEqual(
    entries.map(({ action }) => action),
    ["key.create", "key.update", "key.re-anchor"],
  );
});

test("accounts, applications and roles are let go of by another anchor, by none and by --reanchor, and by no other mode", async () => {
  const { id: account } = (await printed("accounts", "create", "--name", "Moving")) as { id: string };
  await printed("apps", "create", "moving");
  await printed("roles", "create", "driver", "--rights", "*");
  for (const [command, id, cell] of [
    ["accounts", account, `production account ${account}`],
    ["apps", "moving", "production application moving"],
    ["roles", "driver", "production role driver user_1"],
  ] as const) {
    const update = async (...options: readonly string[]) => (await clavis(command, "update", id, ...options)).stderr;
    await update("--anchor", "address:warn");
    await bind(cell, "192.0.2.7");
    assert.doesNotMatch(await update("--anchor", "address"), /192\.0\.2\.7/);
    assert.match(await update("--reanchor"), /^It was bound to 192\.0\.2\.7; the next call binds it anew\.$/m);
    assert.match(await update("--reanchor"), /^It was bound to no place\.$/m);
    await bind(cell, "192.0.2.8");
    assert.match(await update("--anchor", "country"), /^It was bound to 192\.0\.2\.8; the next call binds it anew\.$/m);
    await bind(cell, "NL");
    assert.match(await update("--lift", "anchor"), /^It was bound to NL\.$/m);
    assert.match(await update(), /nothing is to be changed/);
    const entries = (await printed("audit", "list", "--object", id)) as { action: string }[];
    assert.equal(entries.filter(({ action }) => action.endsWith(".re-anchor")).length, 3);
  }
});

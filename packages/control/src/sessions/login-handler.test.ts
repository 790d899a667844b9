import assert from "node:assert/strict";
import { test } from "node:test";
import { type PasswordNeed, type PasswordResolution, parseAddress, type UserRecord } from "@clavis/core";
import type { PasswordForm } from "@clavis/directory";
import type { OwnCall, OwnResult } from "../handler.ts";
import { type LoginPorts, openSessionHandler } from "./login-handler.ts";

const digest = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";

interface World {
  readonly form?: PasswordForm;
  readonly enabled?: boolean;
  readonly locked?: boolean;
  readonly proved?: PasswordResolution;
  readonly sha1Login?: "everyone" | ReadonlySet<string>;
  readonly loginInQuery?: boolean;
}

const genuine: PasswordResolution = { kind: "genuine", userId: "user_1", passwordVersion: 1 };

/** The ports of the handler over one user of kind `pro`, and what was asked of them. */
function stand({ form = "sha1", enabled = true, locked = false, proved = genuine, ...legacy }: World) {
  const asked: PasswordNeed[] = [];
  const opened: object[] = [];
  const known = { id: "user_1", enabled, kind: "pro" } as UserRecord;
  const user = { ...known, email: "jan@domain.be", name: "Jan", password: { form, bootstrap: false } };
  const ports = {
    directory: {
      store: {
        findUser: async () => ({ ...user, revision: 1, createdAt: 0 }),
        findUserByEmail: async () => ({ ...user, revision: 1, createdAt: 0 }),
        listAudit: async () => [{ time: 0 }],
      },
    },
    sessions: {
      clock: () => 0,
      randomBytes: (count: number) => new Uint8Array(count).fill(1),
      sha256: (bytes: Uint8Array) => bytes,
      lifetimes: new Map([["production", { idle: 1, absolute: 1 }]]),
      store: {
        insert: async (session: object, _: Uint8Array, replaces: readonly Uint8Array[]) =>
          void opened.push({ ...session, replaces: replaces.length }),
        endSurplus: async () => 0,
      },
    },
    snapshot: {
      findUser: (name: string) => (name === "jan@domain.be" ? known : undefined),
      isLocked: () => locked,
      epochOf: () => 7,
    },
    provePassword: (need: PasswordNeed) => {
      asked.push(need);
      return need.user === undefined ? { kind: "wrong" } : proved;
    },
    cookie: { name: "_session_id", attributes: "path=/; HttpOnly" },
    login: {
      credentials: [
        { kind: "pro", identifier: "pro[email]", password: "pro[password]" },
        { kind: "account", identifier: "account[email]", password: "account[password]" },
      ],
      answers: new Map(),
      failure: { status: 403, error: "No." },
    },
    legacy: { sha1Login: legacy.sha1Login ?? new Set(["pro"]), loginInQuery: legacy.loginInQuery ?? false },
    sha1WithoutTls: false,
  } as unknown as LoginPorts;
  return { ports, asked, opened };
}

interface Login {
  readonly email?: string;
  readonly password?: string;
  readonly kind?: string;
  readonly secure?: boolean;
  readonly query?: ReadonlyMap<string, string>;
  readonly cookies?: string;
  /** Null for a client whose address is not known. */
  readonly address?: string | null;
  readonly addressSource?: "peer" | "forwarded";
}

async function login(world: World, { email = "jan@domain.be", password = digest, kind = "pro", ...more }: Login = {}) {
  const { ports, asked, opened } = stand(world);
  const facts = {
    environment: "production",
    time: 0,
    secure: more.secure ?? true,
    address: more.address === null ? undefined : parseAddress(more.address ?? "192.0.2.7"),
    addressSource: more.addressSource ?? "peer",
    headers: more.cookies === undefined ? [] : ["Cookie", more.cookies],
  };
  const call = {
    judgement: { decision: { principal: { kind: "anonymous" } }, facts },
    body: more.query === undefined ? { [`${kind}[email]`]: email, [`${kind}[password]`]: password } : undefined,
    query: more.query ?? new Map(),
    parameters: new Map(),
  } as unknown as OwnCall;
  const result: OwnResult = await openSessionHandler(ports)(call);
  return { result, code: "code" in result ? result.code : String(result.status), form: asked[0]?.form, asked, opened };
}

test("LEG-02: a SHA-1 is taken as one only of a user whose password is stored so, by kinds that may", async () => {
  const formOf = async (world: World, sent: Login = {}) => (await login(world, sent)).form;
  assert.equal(await formOf({}), "sha1");
  assert.equal(await formOf({ form: "plain" }), "plain");
  assert.equal(await formOf({ sha1Login: new Set() }), "plain");
  assert.equal(await formOf({ sha1Login: "everyone" }), "sha1");
  assert.equal(await formOf({ form: "sha1-then-plain" }), "sha1");
  assert.equal(await formOf({ form: "sha1-then-plain" }, { password: "a plain one" }), "plain");
});

test("LEG-03, AUT-07: that a SHA-1 needs TLS is said alike of users who exist and of others", async () => {
  const over = async (world: World, sent: Login) => {
    const { code, asked } = await login(world, { secure: false, ...sent });
    return [code, asked.length];
  };
  for (const [world, sent] of [
    [{}, {}],
    [{ form: "plain" }, {}],
    [{ form: "sha1-then-plain" }, {}],
    [{}, { email: "nobody@domain.be" }],
  ] as const)
    assert.deepEqual(await over(world, sent), ["scheme_not_accepted", 0]);
  assert.deepEqual(await over({ form: "plain" }, { password: "a plain one" }), ["200", 1]);
  assert.deepEqual(await over({ form: "plain", sha1Login: new Set() }, {}), ["200", 1]);
});

test("LEG-03: without TLS a SHA-1 is taken on this machine alone; who may be anywhere is not on it", async () => {
  const over = async (sent: Login) => (await login({}, { secure: false, ...sent })).code;
  for (const address of ["127.0.0.1", "::1", null]) assert.equal(await over({ address }), "200");
  for (const address of ["192.0.2.7", "::2", null])
    assert.equal(await over({ address, addressSource: "forwarded" }), "scheme_not_accepted");
});

test("AUT-07: unknown, of another kind, wrong, disabled and locked are one answer, each after a password was checked", async () => {
  const answers = [
    await login({}, { email: "nobody@domain.be" }),
    await login({ sha1Login: new Set(["account"]) }, { kind: "account" }),
    await login({ proved: { kind: "wrong" } }),
    await login({ enabled: false }),
    await login({ locked: true }),
  ];
  for (const { result, asked, opened } of answers) {
    assert.ok("code" in result);
    assert.deepEqual([result.code, result.detail], ["credential_invalid", "The user or the password is wrong."]);
    assert.deepEqual([asked.length, opened.length], [1, 0]);
  }
});

test("AUT-07: the record alone says that a user is of another kind, disabled or locked", async () => {
  const noted = async (world: World, sent: Login = {}) =>
    (await login(world, { password: "a plain one", ...sent })).result.notes;
  const plain = { form: "plain" } as const;
  assert.deepEqual(await noted(plain, { kind: "account" }), ["login:other-kind"]);
  assert.deepEqual(await noted({ ...plain, enabled: false }), ["login:disabled"]);
  assert.deepEqual(await noted({ ...plain, locked: true }), ["login:locked"]);
  assert.deepEqual(await noted({ ...plain, proved: { kind: "wrong" } }), []);
  assert.deepEqual(await noted(plain, { email: "nobody@domain.be" }), []);
});

test("a session is opened under the epochs from before the password was checked", async () => {
  const { result, opened } = await login({});
  assert.ok("headers" in result && result.headers.includes("Set-Cookie"));
  const [session] = opened;
  assert.deepEqual(session && "epochs" in session && session.epochs, { user: 7, environment: 7 });
});

test("SES-01: every session whose cookie comes with a login ends with it, and no look-alike's does", async () => {
  const [one, two] = ["1".repeat(48), "2".repeat(48)];
  const replacedBy = async (cookies: string) => {
    const [session] = (await login({}, { cookies })).opened;
    return session && "replaces" in session ? session.replaces : undefined;
  };
  assert.equal(await replacedBy(`_session_id=junk; _session_id=${one}; _session_id=${two}`), 2);
  assert.equal(await replacedBy(`\u00a0_session_id=${one}; x_session_id=${two}; _session_id=junk`), 0);
});

test("LEG-03: a SHA-1 login and a password in the query are counted by their notes", async () => {
  assert.deepEqual((await login({})).result.notes, ["legacy:sha1-login"]);
  assert.deepEqual((await login({ form: "plain" }, { password: "plain" })).result.notes, []);
  const query = new Map([
    ["pro[email]", "jan@domain.be"],
    ["pro[password]", digest],
  ]);
  const { result } = await login({ loginInQuery: true }, { query });
  assert.deepEqual(result.notes, ["legacy:login-in-query", "legacy:sha1-login"]);
  const refused = await login({}, { query });
  assert.deepEqual([refused.code, refused.asked.length], ["credential_misplaced", 0]);
});

test("AUT-06: what is throttled or too much at once says when to come back", async () => {
  for (const [kind, code] of [
    ["throttled", "attempts_exceeded"],
    ["overloaded", "overloaded"],
  ] as const) {
    const { result } = await login({ proved: { kind, retryAfter: 17 } });
    assert.ok("code" in result);
    assert.deepEqual([result.code, result.retryAfter], [code, 17]);
  }
  assert.equal((await login({ proved: { kind: "unavailable" } })).code, "store_unavailable");
});

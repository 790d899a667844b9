import assert from "node:assert/strict";
import { test } from "node:test";
import type { EpochKind, LockKind } from "@clavis/core";
import type { Session, TokenFamily } from "@clavis/directory";
import type { OwnCall, OwnResult } from "../handler.ts";
import { refreshTokenHandler } from "./refresh-token-handler.ts";
import type { TokenPorts } from "./token-ports.ts";

const now = 1_700_000_000_000;
const minute = 60_000;

const family: TokenFamily = {
  id: "fam_1",
  environment: "production",
  client: "-",
  source: { kind: "user", id: "user_1" },
  epochs: { user: 1, account: 0, environment: 0 },
  grant: { environment: "production", subject: { kind: "user", id: "user_1" }, account: "CKLANT001", rights: ["*"] },
  ...{ idle: minute, interval: 0, retryWindow: 0, endsAt: now + minute, openedAt: now, endedAt: undefined },
};

const session: Session = {
  id: "ses_1",
  environment: "production",
  user: "user_1",
  application: undefined,
  ...{ openedAt: now, openedFrom: undefined, usedAt: now, usedFrom: undefined, endsAt: now + 60 * minute },
  end: undefined,
  epochs: {},
};

interface World {
  readonly family?: TokenFamily;
  readonly session?: Session | undefined;
  readonly locks?: readonly string[];
  readonly epochs?: Readonly<Record<string, number>>;
  readonly user?: { readonly enabled: boolean; readonly passwordChangeDue: boolean } | undefined;
  readonly time?: number;
}

/** The ports of the handler over one family, and what was done to it. */
function stand(world: World) {
  const done: string[] = [];
  const held = world.family ?? family;
  const user = "user" in world ? world.user : { enabled: true, passwordChangeDue: false };
  const clock = () => world.time ?? now;
  const ports = {
    directory: { clock },
    snapshot: {
      isLocked: (kind: LockKind, id: string) => world.locks?.includes(`${kind} ${id}`) === true,
      epochOf: (kind: EpochKind, id: string) => world.epochs?.[`${kind} ${id}`] ?? held.epochs[kind] ?? 0,
      findUserById: () => user,
      findKeyById: () => undefined,
      findApplication: () => undefined,
    },
    families: {
      find: async (token: string) => (token === "first" ? held : undefined),
      refresh: async () => {
        done.push("refreshed");
        return { kind: "refreshed", family: held, token: "second", isRetry: false };
      },
      end: async () => void done.push("ended"),
    },
    accessTokens: {
      issue: (order: object, epochs: object) => {
        done.push(JSON.stringify(epochs));
        return { token: JSON.stringify(order), id: "tok_1", expiresAt: now + minute };
      },
    },
    sessions: {
      clock,
      lifetimes: new Map([["production", { idle: minute, absolute: 60 * minute }]]),
      store: { find: async () => ("session" in world ? world.session : session) },
    },
  } as unknown as TokenPorts;
  return { ports, done };
}

const called = (body: unknown, environment = "production"): OwnCall => ({
  judgement: {
    decision: { principal: { kind: "anonymous" } },
    facts: { environment, time: now },
  } as unknown as OwnCall["judgement"],
  body,
  query: new Map(),
  parameters: new Map(),
});

async function refresh(world: World, body: unknown = { refresh_token: "first" }, environment?: string) {
  const { ports, done } = stand(world);
  const result: OwnResult = await refreshTokenHandler(ports)(called(body, environment));
  return { code: "code" in result ? result.code : String(result.status), done };
}

test("a refresh gives a new access token under the epochs that its family was judged at", async () => {
  const { code, done } = await refresh({});
  assert.deepEqual([code, done], ["200", ["refreshed", JSON.stringify(family.epochs)]]);
});

test("AUT-12: a family ends with the epochs and with the user of its source, and is not refreshed", async () => {
  const gone = { code: "credential_revoked", done: ["ended"] };
  for (const what of ["user user_1", "account CKLANT001", "environment production"])
    assert.deepEqual(await refresh({ epochs: { [what]: 2 } }), gone, what);
  assert.deepEqual(await refresh({ user: undefined }), gone);
  assert.deepEqual(await refresh({ user: { enabled: false, passwordChangeDue: false } }), gone);
  assert.deepEqual(await refresh({ user: { enabled: true, passwordChangeDue: true } }), gone);
});

test("a lock refuses a refresh and ends nothing: what is unlocked goes on", async () => {
  for (const what of ["user user_1", "account CKLANT001", "environment production"])
    assert.deepEqual(await refresh({ locks: [what] }), { code: "principal_locked", done: [] }, what);
  assert.equal((await refresh({ locks: ["user user_2", "key user_1"] })).code, "200");
});

test("SES-02: the refresh tokens of a session end with it: signed out, over, idle for too long or gone", async () => {
  const ofSession: TokenFamily = { ...family, source: { kind: "session", id: "ses_1" } };
  assert.equal((await refresh({ family: ofSession })).code, "200");
  assert.equal((await refresh({ family: ofSession, time: now + minute - 1 })).code, "200");
  for (const world of [
    { session: { ...session, end: { time: now, reason: "logout" as const } } },
    { session: undefined },
    { time: now + minute },
    { time: now + 60 * minute },
  ])
    assert.deepEqual(await refresh({ family: ofSession, ...world }), { code: "credential_revoked", done: ["ended"] });
});

test("KEY-04: an access token of a refresh ends with a session that is not used any more", async () => {
  const grant = { ...family.grant, lifetime: 3600 };
  const lifetime = async (source: TokenFamily["source"], time: number) => {
    const { ports, done } = stand({ family: { ...family, grant, source }, time });
    const result: OwnResult = await refreshTokenHandler(ports)(called({ refresh_token: "first" }));
    assert.ok(!("code" in result) && done.includes("refreshed"));
    return JSON.parse(JSON.parse(String(result.body)).access_token).lifetime;
  };
  assert.equal(await lifetime({ kind: "session", id: "ses_1" }, now + 20_000), 40);
  assert.equal(await lifetime({ kind: "user", id: "user_1" }, now + 20_000), 3600);
});

test("a token of another client or environment, or of nobody, is not known and ends nothing", async () => {
  const unknown = { code: "credential_invalid", done: [] };
  assert.deepEqual(await refresh({}, { refresh_token: "other" }), unknown);
  assert.deepEqual(await refresh({}, { refresh_token: "first" }, "sandbox"), unknown);
  assert.deepEqual(await refresh({ family: { ...family, client: "app:till" } }), unknown);
});

test("a body without a refresh token is refused by its member", async () => {
  for (const body of [null, {}, { refresh_token: "" }, { refresh_token: 1 }, { refresh_token: "first", more: 1 }])
    assert.deepEqual(await refresh({}, body), { code: "validation_failed", done: [] });
});

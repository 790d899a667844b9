import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AccountKeyRecord,
  type AccountRecord,
  type Caller,
  everything,
  NetworkSet,
  parseNetwork,
  parseOpeningHours,
  type Restrictions,
  type TokenRecord,
} from "@clavis/core";
import { boundsOfCaller, wideTokenFault } from "./key-bounds.ts";

const account: AccountRecord = {
  number: "CKLANT001",
  enabled: true,
  rights: everything,
  restrictions: undefined,
  zone: "UTC",
};

const key: AccountKeyRecord = {
  owner: "account",
  account,
  id: "key_1",
  version: 1,
  slot: 0,
  environment: "production",
  rights: everything,
  ceilings: [everything],
  links: [],
  boundTo: "user_1",
  enabled: true,
  notBefore: Number.NEGATIVE_INFINITY,
  expiresAt: Number.POSITIVE_INFINITY,
  revokedAt: Number.POSITIVE_INFINITY,
  versionEndsAt: 5,
  restrictions: undefined,
};

const token: TokenRecord = {
  id: "tok_1",
  issuer: "https://api.example",
  own: true,
  environment: "production",
  subject: { kind: "key", id: "key_1" },
  account: "CKLANT001",
  application: undefined,
  rights: everything,
  restrictions: undefined,
  epochs: {},
  session: undefined,
  issuedAt: 0,
  notBefore: 0,
  expiresAt: 100,
  oneTime: false,
  bound: undefined,
};

const withKey = (changes: Partial<AccountKeyRecord>): Caller => ({
  kind: "key",
  scheme: "apiKey",
  grant: undefined,
  beside: undefined,
  key: { ...key, ...changes },
});

const withToken = (changes: Partial<TokenRecord>, of: Partial<AccountKeyRecord> = {}): Caller => ({
  ...withKey(of),
  grant: { kind: "token", token: { ...token, ...changes } },
});

function networksOf(text: string): NetworkSet {
  const network = parseNetwork(text);
  assert.ok(!("problem" in network));
  return new NetworkSet([network]);
}

test("KEY-04: a key hands on every restriction as it was written, its times and the user it ends with", () => {
  const hours = parseOpeningHours("mon-fri 08:00-18:00 Europe/Brussels");
  assert.ok(!("problem" in hours));
  const plain = {
    anchor: { to: "network", mode: "enforce" },
    uses: 5,
    rate: { limit: 5, seconds: 60, burst: 2 },
    quota: { limit: 100, period: "month" },
  } as const;
  const restrictions: Restrictions = {
    ...plain,
    networks: networksOf("10.0.0.0/8"),
    countries: new Set(["BE", "NL"]),
    hours,
    operations: new Set(["sendInvoice"]),
  };
  assert.deepEqual(boundsOfCaller(withKey({ restrictions, notBefore: 7, expiresAt: 9 })), {
    restrictions: {
      ...plain,
      networks: ["10.0.0.0/8"],
      countries: ["BE", "NL"],
      hours: "mon-fri 08:00-18:00 Europe/Brussels",
      operations: ["sendInvoice"],
    },
    notBefore: 7,
    expiresAt: 9,
    boundTo: "user_1",
  });
});

test("a key without an end hands on none", () => {
  const unbounded = { restrictions: {}, notBefore: undefined, expiresAt: undefined, boundTo: undefined };
  assert.deepEqual(boundsOfCaller(withKey({ boundTo: undefined })), unbounded);
});

test("KEY-04: a token hands on what narrows it beside what narrows its key, and the earlier end of the two", () => {
  const ofKey = { restrictions: { uses: 5, countries: new Set(["BE", "NL"]) }, expiresAt: 50 };
  const ofToken = { restrictions: { countries: new Set(["BE"]) } };
  const bounds = boundsOfCaller(withToken(ofToken, ofKey));
  assert.deepEqual(bounds?.restrictions, { uses: 5, countries: ["BE"] });
  assert.equal(bounds?.expiresAt, 50);
  assert.equal(boundsOfCaller(withToken({}))?.expiresAt, 100);
});

test("a user by password or in a session has no bounds", () => {
  const user = {
    id: "user_1",
    enabled: true,
    kind: undefined,
    mainAccount: undefined,
    memberships: new Map(),
    passwordVersion: 1,
    passwordChangeDue: false,
  };
  const caller: Caller = { kind: "user", scheme: "basic", grant: undefined, beside: undefined, user };
  assert.equal(boundsOfCaller(caller), undefined);
});

test("KEY-04: a token whose restrictions reach beyond its key's makes no key", () => {
  const ofKey = { restrictions: { networks: networksOf("10.0.0.0/8"), countries: new Set(["BE"]) } };
  const faultOf = (restrictions: Restrictions) => wideTokenFault(withToken({ restrictions }, ofKey))?.code;
  assert.equal(faultOf({ networks: networksOf("0.0.0.0/0") }), "operation_not_allowed");
  assert.equal(faultOf({ countries: new Set(["BE", "NL"]) }), "operation_not_allowed");
  assert.equal(faultOf({ networks: networksOf("10.1.0.0/16") }), undefined);
  assert.equal(faultOf({ uses: 3 }), undefined);
  assert.equal(wideTokenFault(withToken({}, ofKey)), undefined);
  assert.equal(wideTokenFault(withKey(ofKey)), undefined);
});

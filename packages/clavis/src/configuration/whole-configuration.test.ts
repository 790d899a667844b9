import assert from "node:assert/strict";
import { test } from "node:test";
import { actionBits, type Operation } from "@clavis/core";
import type { Configuration } from "./configuration.ts";
import { effectiveConfiguration } from "./effective-configuration.ts";
import { readConfiguration } from "./read-configuration.ts";
import { toPolicy } from "./to-policy.ts";

const login: Operation = {
  id: "login",
  owner: "clavis",
  method: "POST",
  template: "/api/v1/sessions/login",
  module: "sessions",
  action: { bit: actionBits.create, verb: undefined },
  entity: undefined,
  spelling: undefined,
  account: undefined,
  security: [[]],
};

function read(text: string, description: string): Configuration {
  const result = readConfiguration({
    text,
    file: "/etc/clavis.yaml",
    overrides: {},
    variables: {},
    workingDirectory: "/",
    ownOperations: (listener) => (listener === "public" ? [login] : []),
    readFile: () => description,
  });
  assert.ok("configuration" in result, JSON.stringify(result, undefined, 1));
  return result.configuration;
}

const booking = `openapi: 3.0.3
info: {title: Booking, version: "1"}
servers: [{url: /api/v1}]
security: [{app: [], basic: []}, {app: [], session: []}, {session: []}]
components:
  securitySchemes:
    app: {type: apiKey, in: query, name: apikey, x-clavis-credential: application-key}
    basic: {type: http, scheme: basic}
    session: {type: apiKey, in: cookie, name: _session_id, x-clavis-credential: session}
paths:
  /groups: {get: {operationId: listGroups, responses: {"200": {description: ok}}}}
`;

const bookingConfiguration = `environments:
  production: {primary: true, hosts: [www.booking.example], upstream: http://127.0.0.1:1, challenge: none}
  sandbox: {hosts: [sandbox.booking.example], upstream: http://127.0.0.1:2, keyTag: test, sessions: {idle: 30m}}
api: {description: api.yaml, formatSuffix: .json}
passwords: {minLength: 8}
users: {kinds: [account, pro]}
sessions:
  cookie: {attributes: path=/; HttpOnly}
  login:
    credentials:
      - {kind: account, identifier: "account[email]", password: "account[password]"}
      - {kind: pro, identifier: "pro[email]", password: "pro[password]"}
    answer:
      pro:
        wrap: pro
        errorMember: error
        headers: {Status: "200"}
        fields:
          - {name: created_at, from: createdAt, format: datetime}
          - {name: synched_at, from: attribute:synched_at}
          - {name: id, from: externalId, format: integer}
    failure: {error: Wrong}
legacy: {keyInQuery: true, loginInQuery: true, sha1Login: true}
insecure: {sessionCookie: true, cookieWithoutOrigin: [login, listGroups]}
`;

test("the sessions of the booking service are a matter of configuration", () => {
  const { sessions, legacy, environments, formatSuffix } = read(bookingConfiguration, booking);
  assert.deepEqual(sessions, {
    cookie: { name: "_session_id", attributes: "path=/; HttpOnly" },
    login: {
      credentials: [
        { kind: "account", identifier: "account[email]", password: "account[password]" },
        { kind: "pro", identifier: "pro[email]", password: "pro[password]" },
      ],
      answers: new Map([
        [
          "pro",
          {
            wrap: "pro",
            errorMember: "error",
            fields: [
              { name: "created_at", from: { kind: "createdAt" }, format: "datetime" },
              { name: "synched_at", from: { kind: "attribute", name: "synched_at" }, format: "text" },
              { name: "id", from: { kind: "externalId" }, format: "integer" },
            ],
            headers: new Map([["Status", "200"]]),
          },
        ],
      ]),
      failure: { status: 403, error: "Wrong" },
    },
  });
  assert.deepEqual(legacy, { keyInQuery: true, loginInQuery: true, sha1Login: "everyone" });
  assert.deepEqual(environments[1]?.sessions, { idle: 1_800_000, absolute: 86_400_000 });
  assert.deepEqual(formatSuffix, { text: ".json", forwarded: false });
});

test("SES-05: only the operations that the configuration names take a cookie from any origin", () => {
  const own = (listener: string) => (listener === "public" ? [login] : []);
  const policy = toPolicy(read(bookingConfiguration, booking), own);
  const found = (method: string, path: string) => policy.surfaces.public.operations.match(method, path);
  const [ours, theirs] = [found("POST", "/api/v1/sessions/login"), found("GET", "/api/v1/groups")];
  assert.ok(ours.kind === "operation" && theirs.kind === "operation");
  assert.deepEqual([ours.operation.cookieWithoutOrigin, theirs.operation.cookieWithoutOrigin], [true, true]);
  const named = bookingConfiguration.replace("[login, listGroups]", "[login]");
  const stricter = toPolicy(read(named, booking), own).surfaces.public.operations.match("GET", "/api/v1/groups");
  assert.ok(stricter.kind === "operation");
  assert.equal(stricter.operation.cookieWithoutOrigin, undefined);
});

test("callers come to Clavis's own operations as they come to the API's", () => {
  const seen: unknown[] = [];
  toPolicy(read(bookingConfiguration, booking), (listener, selfService) => {
    if (listener === "public") seen.push(selfService);
    return [];
  });
  assert.deepEqual(seen, [
    {
      basePath: "/api/v1",
      alternatives: [["app", "basic"], ["app", "session"], ["session"]],
      applicationSchemes: ["app"],
      features: new Set(["sessions"]),
    },
  ]);
});

const tills = `openapi: 3.1.0
info: {title: Tills, version: "1"}
security: [{bearer: []}, {key: []}]
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-API-Key, x-clavis-credential: api-key}
paths:
  /refunds:
    post: {operationId: refund, x-clavis-one-time: true, security: [{bearer: []}], responses: {"200": {description: ok}}}
`;

const tillsConfiguration = `environments:
  production:
    primary: true
    upstream: http://127.0.0.1:1
    tokens: {algorithm: RS256, rotateEvery: 90d, refresh: {interval: 1m}}
    assertion: es256
  sandbox:
    hosts: [sandbox.tills.example]
    upstream: http://127.0.0.1:2
    origins: [https://till.example]
    tokens: {algorithm: HS256, audience: tills}
    assertion: {algorithm: eddsa, audience: upstream}
api: {description: api.yaml}
publicOrigin: https://www.tills.example
geo: {database: geo/countries.mmdb}
log: {keepDays: 30, maxBytes: 1073741824}
limits:
  rates:
    - {name: burst, per: credential, rate: {limit: 10, seconds: 1, burst: 5}}
    - {name: monthly, per: account, quota: 10000/month, operations: [refund], shadow: true}
issuers:
  - issuer: https://id.example.com
    audience: tills
    algorithms: [RS256, ES256]
    jwks: https://id.example.com/keys
    environment: production
    types: [application/AT+JWT]
    claims: {user: {claim: email, by: email}, account: org, rights: {claim: scope, map: {all: ["*"]}}}
`;

test("the tokens of the tills are a matter of configuration", () => {
  const { environments, issuers, geoDatabase, log } = read(tillsConfiguration, tills);
  const [production, sandbox] = environments;
  assert.equal(production?.tokens.issuer, "https://www.tills.example");
  assert.deepEqual([production?.tokens.rotateEvery, production?.tokens.refresh.interval], [7_776_000_000, 60_000]);
  const assertions = environments.map(({ assertion }) => [assertion?.algorithm, assertion?.audience]);
  assert.deepEqual(assertions, [
    ["es256", "http://127.0.0.1:1"],
    ["eddsa", "upstream"],
  ]);
  assert.deepEqual([sandbox?.tokens.issuer, sandbox?.tokens.audience], ["https://sandbox.tills.example", "tills"]);
  assert.deepEqual(sandbox?.origins, new Set(["https://till.example"]));
  assert.deepEqual([geoDatabase, log.maxBytes], ["/etc/geo/countries.mmdb", 1_073_741_824]);
  assert.deepEqual(issuers, [
    {
      issuer: "https://id.example.com",
      audience: "tills",
      algorithms: ["RS256", "ES256"],
      keys: { kind: "url", url: "https://id.example.com/keys" },
      environment: "production",
      types: ["at+jwt"],
      claims: {
        user: { claim: "email", by: "email" },
        account: "org",
        rights: { kind: "mapped", claim: "scope", rights: new Map([["all", ["*"]]]) },
      },
    },
  ]);
});

test("limits of the configuration are those of the policy", () => {
  const { limits, formatSuffix } = toPolicy(read(tillsConfiguration, tills), () => []);
  assert.deepEqual(limits, [
    {
      name: "burst",
      per: "credential",
      rate: { limit: 10, seconds: 1, burst: 5 },
      quota: undefined,
      operations: undefined,
    },
    {
      name: "monthly",
      per: "account",
      rate: undefined,
      quota: { limit: 10_000, period: "month", shadow: true },
      operations: new Set(["refund"]),
    },
  ]);
  assert.equal(formatSuffix, undefined);
});

test("the command line is told how tokens and sessions are made, and who signs in by SHA-1", () => {
  const production = effectiveConfiguration(read(tillsConfiguration, tills)).environments[0];
  assert.deepEqual(production, {
    name: "production",
    primary: true,
    keyTag: "live",
    sessions: { idle: 3_600_000, absolute: 86_400_000 },
    tokens: {
      algorithm: "RS256",
      issuer: "https://www.tills.example",
      audience: "https://www.tills.example",
      lifetime: 900_000,
      maxLifetime: 3_600_000,
      rotateEvery: 7_776_000_000,
      lead: 900_000,
    },
    assertion: "es256",
  });
  const { userKinds, sha1Login } = effectiveConfiguration(read(bookingConfiguration, booking));
  assert.deepEqual([userKinds, sha1Login], [["account", "pro"], "everyone"]);
});

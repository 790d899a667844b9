import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { Configuration } from "./configuration.ts";
import { type ConfigurationSource, readConfiguration } from "./read-configuration.ts";

const description = `openapi: 3.1.0
info: {title: Test, version: "1"}
security: [{key: [read_all]}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Till-Ident}}
paths:
  /invoices: {get: {responses: {"200": {description: ok}}}}
`;

const files: Readonly<Record<string, string>> = { "/etc/clavis/openapi.yaml": description };

function readFile(path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error(`no ${path}`);
  return text;
}

const source = (text: string, more: Partial<ConfigurationSource> = {}): ConfigurationSource => ({
  text,
  file: "/etc/clavis/clavis.yaml",
  overrides: {},
  variables: {},
  workingDirectory: "/home",
  ownOperations: () => [],
  readFile,
  ...more,
});

const day = 86_400_000;
const least = "environments: {production: {upstream: http://127.0.0.1:3000}}\n";

function read(text: string, more: Partial<ConfigurationSource> = {}): Configuration {
  const result = readConfiguration(source(text, more));
  assert.ok("configuration" in result, "problems" in result ? JSON.stringify(result.problems, undefined, 1) : "");
  return result.configuration;
}

test("an operation may name another upstream, which every environment must have", () => {
  const named = description.replace("get: {responses", "get: {x-clavis-upstream: reports, responses");
  const text = (sandbox: string) => `environments:
  production: {primary: true, upstream: http://127.0.0.1:3000, upstreams: {reports: http://127.0.0.1:3001}}
  sandbox: {hosts: [sandbox.example], upstream: http://127.0.0.1:4000${sandbox}}
api: {description: openapi.yaml}
schemes: {key: {credential: api-key}}
scopes: {read_all: ["*:read"]}
`;
  const more = { readFile: () => named };
  const { environments, api } = read(text(", upstreams: {reports: http://127.0.0.1:4001}"), more);
  assert.deepEqual(
    environments.map(({ upstreams }) => [...upstreams]),
    [[["reports", "http://127.0.0.1:3001"]], [["reports", "http://127.0.0.1:4001"]]],
  );
  assert.equal(api.kind === "described" ? api.description.operations[0]?.upstream : undefined, "reports");
  const result = readConfiguration(source(text(""), more));
  assert.ok("problems" in result);
  assert.deepEqual(
    result.problems.map(({ file, line, detail }) => [file, line, detail]),
    [["/etc/clavis/openapi.yaml", 7, "names an upstream that clavis.yaml does not have under upstreams of sandbox"]],
  );
});

test("the use of a scheme can be deprecated from a day on, whether the description or clavis.yaml declares it", () => {
  const since = Date.UTC(2026, 0, 1) / 1000;
  const basic = description
    .replace("{key: [read_all]}", "{basic: []}")
    .replace("securitySchemes: {", "securitySchemes: {basic: {type: http, scheme: basic}, ");
  const text = `${least}api: {description: openapi.yaml}\nschemes: {key: {credential: api-key}, basic: {deprecatedSince: 2026-01-01}}\n`;
  const { api } = read(text, { readFile: () => basic });
  assert.ok(api.kind === "described");
  assert.deepEqual(
    api.description.schemes.map(({ name, deprecatedSince }) => [name, deprecatedSince]),
    [
      ["basic", since],
      ["key", undefined],
    ],
  );
  const plain = read(`${least}schemes: {old: {credential: api-key, in: bearer, deprecatedSince: 2026-01-01}}\n`);
  assert.deepEqual(plain.api.kind === "undescribed" ? plain.api.schemes[0]?.deprecatedSince : undefined, since);
});

test("an upstream is all that must be said; the rest has safe defaults", () => {
  const { environments, listeners, trustedProxies, api, ...rest } = read(least);
  assert.deepEqual(environments, [
    {
      name: "production",
      primary: true,
      hosts: [],
      keyTag: "live",
      challenge: "standard",
      cors: undefined,
      upstream: "http://127.0.0.1:3000",
      upstreams: new Map(),
      preserveHost: false,
      origins: new Set(),
      sessions: { idle: 3_600_000, absolute: 86_400_000 },
      tokens: {
        algorithm: "ES256",
        issuer: "http://127.0.0.1:8080",
        audience: "http://127.0.0.1:8080",
        lifetime: 900_000,
        maxLifetime: 3_600_000,
        refresh: { idle: 30 * day, absolute: 90 * day, interval: 0, retryWindow: 10_000 },
        rotateEvery: undefined,
        lead: 900_000,
      },
      assertion: undefined,
    },
  ]);
  assert.deepEqual(listeners.public.address, { kind: "tcp", host: "127.0.0.1", port: 8080, loopback: true });
  assert.deepEqual(listeners.private.address, { kind: "tcp", host: "127.0.0.1", port: 8081, loopback: true });
  assert.deepEqual([...(listeners.private.hosts ?? [])], ["localhost", "127.0.0.1"]);
  assert.equal(listeners.authz, undefined);
  assert.deepEqual(trustedProxies.texts, []);
  assert.deepEqual(api, {
    kind: "undescribed",
    basePath: "",
    schemes: [{ name: "apiKey", carrier: "header", parameter: "x-api-key", credentials: ["api-key"] }],
  });
  assert.deepEqual(rest.legacy, { keyInQuery: false, loginInQuery: false, sha1Login: new Set() });
  assert.deepEqual(
    [rest.sessions, rest.issuers, rest.geoDatabase, rest.userKinds],
    [undefined, [], undefined, undefined],
  );
  assert.equal(rest.dataDirectory, "/etc/clavis/data");
  assert.equal(rest.publicOrigin, "http://127.0.0.1:8080");
  assert.equal(rest.timeouts.connect, 5_000);
  assert.equal(rest.limits.headerBytes, 16_384);
  assert.deepEqual(rest.accountForm, { prefix: "C", characters: "A-Z0-9", length: 8 });
});

test("everything can be said", () => {
  const configuration = read(`environments:
  production:
    upstream: https://api.internal:8443/
    primary: true
    hosts: [api.example.com]
    cors: {origins: ["https://app.example.com"], credentials: true, allowedHeaders: [X-Key], maxAge: 1h}
  sandbox: {upstream: "http://[::1]:3001", keyTag: test, challenge: none, preserveHost: true}
api: {description: openapi.yaml, basePath: /v1/}
schemes: {key: {credential: api-key}}
scopes: {read_all: ["invoices:read"]}
keys: {prefix: acme}
accounts: {prefix: A, characters: 0-9, length: 6}
listeners:
  public: {address: "0.0.0.0:8443", tls: {cert: tls/cert.pem, key: tls/key.pem}}
  private: unix:/run/clavis/private.sock
  authz: {address: "[::1]:9000", hosts: [authz.internal]}
trustedProxies: [10.0.0.0/8, "2001:db8::/32"]
limits: {bodyBytes: 0}
timeouts: {answer: 250ms}
log: {mode: strict, keepDays: 7, headers: [User-Agent]}
storage: {data: /var/lib/clavis}
shutdown: {grace: 1m}
legacy: {keyInQuery: true}
directory: directory.yaml
`);
  const [production, sandbox] = configuration.environments;
  assert.equal(production?.upstream, "https://api.internal:8443");
  assert.deepEqual(production?.cors, {
    origins: new Set(["https://app.example.com"]),
    credentials: true,
    exposed: [],
    allowedHeaders: ["x-key"],
    maxAge: 3_600,
  });
  assert.deepEqual([sandbox?.keyTag, sandbox?.primary, sandbox?.challenge], ["test", false, "none"]);
  assert.deepEqual(configuration.listeners.public.tls, {
    cert: "/etc/clavis/tls/cert.pem",
    key: "/etc/clavis/tls/key.pem",
  });
  assert.deepEqual(configuration.listeners.private.address, { kind: "unix", path: "/run/clavis/private.sock" });
  assert.deepEqual([...(configuration.listeners.authz?.hosts ?? [])], ["authz.internal"]);
  assert.equal(configuration.publicOrigin, "https://localhost:8443");
  assert.deepEqual(configuration.trustedProxies.texts, ["10.0.0.0/8", "2001:db8::/32"]);
  assert.deepEqual([configuration.timeouts.answer, configuration.shutdownGrace], [250, 60_000]);
  assert.equal(configuration.directoryFile, "/etc/clavis/directory.yaml");
  assert.ok(configuration.api.kind === "described");
  assert.equal(configuration.api.description.operations[0]?.template, "/v1/invoices");
});

test("--public, --private and --data win over CLAVIS_DATA, and that over the file", () => {
  const variables = { CLAVIS_DATA: "fromVariable" };
  const text = `${least}storage: {data: fromFile}\n`;
  assert.equal(read(text, { variables }).dataDirectory, "/home/fromVariable");
  const overrides = { public: "127.0.0.1:9000", private: "127.0.0.1:0", data: "/elsewhere" };
  const { dataDirectory, listeners, publicOrigin } = read(text, { variables, overrides });
  assert.equal(dataDirectory, "/elsewhere");
  assert.equal(publicOrigin, "http://127.0.0.1:9000");
  assert.deepEqual(listeners.private.address, { kind: "tcp", host: "127.0.0.1", port: 0, loopback: true });
  const result = readConfiguration(source(text, { overrides: { public: "9000" } }));
  assert.ok("problems" in result);
  assert.equal(result.problems[0]?.file, "--public");
});

test("what is allowed but unwise is a warning with its line", () => {
  const result = readConfiguration(
    source("environments:\n  production:\n    upstream: http://api.internal:80\nlisteners:\n  public: 0.0.0.0:8080\n"),
  );
  assert.ok("warnings" in result);
  assert.deepEqual(
    result.warnings.map(({ line }) => line),
    [3, 5],
  );
});

test("a public origin that no environment serves is a warning", () => {
  const warningsOf = (text: string) => {
    const result = readConfiguration(source(text));
    assert.ok("warnings" in result);
    return result.warnings.map(({ detail }) => detail);
  };
  const served = "environments:\n  production:\n    upstream: http://127.0.0.1:1\n    hosts: [api.example]\n";
  assert.match(warningsOf(served).join(), /set publicOrigin, such as https:\/\/api\.example/);
  assert.deepEqual(warningsOf(`${served}publicOrigin: https://api.example\n`), []);
  assert.deepEqual(warningsOf(served.replace("api.example", "127.0.0.1")), []);
});

/** Text appended to the least configuration; the lines marked `#!` are where the problem must be, and nowhere else. */
type Mistake = readonly [text: string, detail: RegExp];

const mistakes: readonly Mistake[] = [
  ["listener: 127.0.0.1:8080 #!", /"listener" is not known here; did you mean "listeners"\?/],
  ["limits:\n  bodyByte: 5 #!", /did you mean "bodyBytes"/],
  ["limits:\n  bodyBytes: 10 MiB #!", /must be a number of bytes from 0/],
  ["limits:\n  headerBytes: 1000000 #!", /from 1024 to 65536/],
  ["limits: #!", /filled in, or left out/],
  ["timeouts:\n  connect: 5 #!", /a duration such as/],
  ["timeouts:\n  connect: 5000h #!", /at most 24h/],
  ["timeouts:\n  idle: 0s #!", /a duration such as/],
  ["log:\n  mode: loose #!", /one of bounded, strict/],
  [
    "log:\n  headers:\n    - Authorization #!\n    - X-Api-Key #!\n    - my_session #!\n    - accept",
    /carries credentials/,
  ],
  ["log:\n  headers: [user agent] #!", /the name of a header/],
  ["listeners:\n  public: 8080 #!", /an object with members/],
  ["listeners:\n  public: example.com:80 #!", /an address such as/],
  ["listeners:\n  public:\n    adress: 127.0.0.1:80 #!", /did you mean "address"/],
  ["listeners:\n  private: 0.0.0.0:8081 #!", /needs tls/],
  ["listeners:\n  authz: 0.0.0.0:8082 #!", /loopback address or a Unix socket/],
  ["listeners:\n  private: 127.0.0.1:8080 #!", /same address/],
  ["listeners:\n  public:\n    address: 127.0.0.1:80\n    tls: {cert: a} #!", /misses the member "key"/],
  ["publicOrigin: https://example.com/ #!", /an origin/],
  ["keys:\n  prefix: CLV #!", /lower-case/],
  ["accounts:\n  characters: A-Z #!", /one of A-Z0-9/],
  ["legacy:\n  keyInQuery: yes #!", /true or false/],
  ["api:\n  description: missing.yaml #!", /no file \/etc\/clavis\/missing\.yaml/],
  ["api:\n  basePath: api #!", /a path such as/],
  ["scopes: #!\n  read: [invoices]", /there is none/],
  [
    "scopes:\n  read: invoices #!\napi: {description: openapi.yaml}\nschemes: {key: {credential: api-key}}",
    /list of rights/,
  ],
  ["schemes:\n  key: #!\n    credential: api-key", /where it stands/],
  ["schemes:\n  key:\n    credential: apikey #!\n    in: bearer", /one of api-key/],
  ["schemes:\n  key: {credential: session, in: cookie, name: sid} #!", /insecure\.sessionCookie/],
  ["schemes:\n  key:\n    credential: session #!\n    in: header\n    name: sid", /only be carried in a cookie/],
  ["schemes:\n  key:\n    credential: [application-key, api-key] #!\n    in: bearer", /application keys alone/],
  ["schemes:\n  key: {in: header, name: X-Key} #!", /misses the member "credential"/],
  [
    "schemes:\n  key:\n    in: bearer\n    deprecatedSince: 2026-02-01\n    sunset: 2026-01-01 #!",
    /must not be before deprecatedSince/,
  ],
  ["schemes:\n  key:\n    in: bearer\n    sunset: 2026-02-30 #!", /no day of the calendar/],
  ["log:\n  maxBytes: 5 #!", /a number of bytes from 1048576/],
  ["geo: {} #!", /misses the member "database"/],
  ["users:\n  kinds: [] #!", /a list of different kinds/],
  ["api:\n  formatSuffix: json #!", /a suffix such as \.json/],
  ["api:\n  formatSuffix:\n    sufix: .json #!\n    suffix: .json", /did you mean "suffix"/],
  [
    "schemes:\n  key:\n    credential: api-key\n    in: bearer\n    deprecatedSince: 2026-02-30 #!",
    /no day of the calendar/,
  ],
  ["schemes:\n  key:\n    credential: api-key\n    in: bearer\n    deprecatedSince: 1 Jan #!", /a day such as/],
  ["schemes:\n  key:\n    credential: api-key\n    in: query #!\n    name: key", /legacy\.keyInQuery/],
  ["schemes:\n  key: {credential: api-key, in: header, name: Authorization} #!", /belongs to HTTP/],
  ["schemes:\n  a: {credential: api-key, in: bearer}\n  b: {credential: api-key, in: bearer} #!", /same place/],
];

function assertReported(list: readonly Mistake[], start = least): void {
  for (const [addition, detail] of list) {
    const text = start + addition;
    const result = readConfiguration(source(text));
    assert.ok("problems" in result, addition);
    const here = result.problems.filter(({ file }) => file.endsWith("clavis.yaml"));
    const lines = text.split("\n").flatMap((line, at) => (line.includes("#!") ? [at + 1] : []));
    assert.deepEqual(
      here.map(({ line }) => line),
      lines,
      JSON.stringify(here, undefined, 1),
    );
    for (const problem of here) assert.match(problem.detail, detail, addition);
  }
}

test("CFG-02: every mistake is reported once, at its line, saying what to do", () => {
  assertReported(mistakes);
});

test("NET-01: proxies that are everything, or no network, are refused", () => {
  assertReported([
    ["trustedProxies:\n  - 0.0.0.0/0 #!\n  - ::/0 #!\n  - 10.0.0.1\n  - ::ffff:0:0/96 #!", /trusts too much/],
    ["trustedProxies:\n  - 0.0.0.0/1 #!\n  - 128.0.0.0/1 #!\n  - 10.0.0.0/8", /trusts too much/],
    ["trustedProxies:\n  - 2000::/3 #!\n  - 2000::/15 #!\n  - 2001::/16", /trusts too much/],
    [
      "trustedProxies:\n  - ::ffff:0:0/90 #!\n  - 10.0.0.1/8 #!\n  - proxy.internal #!",
      /valid prefix|behind its prefix|not an IP/,
    ],
  ]);
});

const limitMistakes: readonly Mistake[] = [
  ["limits:\n  rates:\n    - {name: a, per: account} #!", /one of rate and quota/],
  ["limits:\n  rates:\n    - {name: a, per: account, rate: 1/day, quota: 1/day} #!", /one of rate and quota/],
  ["limits:\n  rates:\n    - name: a\n      per: account\n      rate: 5/week #!", /a rate such as 100\/minute/],
  ["limits:\n  rates:\n    - name: a\n      per: account\n      quota: 5/hour #!", /a quota such as/],
  ["limits:\n  rates:\n    - name: A b #!\n      per: account\n      rate: 5/day", /lower-case letters/],
  ["limits:\n  rates:\n    - name: a\n      per: key #!\n      rate: 5/day", /one of credential, account/],
  ["limits:\n  rates:\n    - name: a\n      per: address\n      quota: 5/day #!", /Use a rate/],
  [
    "limits:\n  rates:\n    - name: a\n      per: user\n      rate:\n        limit: 5\n        seconds: 1\n        burst: 6 #!",
    /not be more than limit/,
  ],
  [
    "limits:\n  rates:\n    - {name: a, per: user, rate: 1/day}\n    - name: a #!\n      per: account\n      rate: 1/day",
    /"a" stands here twice/,
  ],
  [
    "limits:\n  rates:\n    - name: a\n      per: user\n      rate: 1/day\n      operations: [nix] #!",
    /no operation of this id/,
  ],
  ["insecure:\n  cookieWithoutOrigin: [GET invoices] #!", /no operation of this id/],
];

test("CFG-02: a limit that would limit nothing, or could not be kept, is refused", () => {
  assertReported(limitMistakes);
});

const sessionScheme = "schemes:\n  s: {credential: session, in: cookie, name: __Host-s}\n";
const tokenScheme = "schemes:\n  t: {in: bearer}\n";

const sessionMistakes: readonly Mistake[] = [
  ["sessions: {} #!", /no scheme carries sessions/],
  ["legacy:\n  loginInQuery: true #!\n  sha1Login: true #!", /nobody signs in/],
  [`${sessionScheme}sessions:\n  cookie:\n    name: sid #!`, /looks for the cookie "__Host-s"|insecure/],
  [`${sessionScheme}sessions:\n  cookie:\n    attributes: path=/; HttpOnly #!`, /__Host- needs Secure/],
  [`${sessionScheme}sessions:\n  cookie:\n    attributes: Secure; Path=/; HttpOnly #!`, /lacks SameSite/],
  [
    `${sessionScheme}sessions:\n  cookie:\n    attributes: Secure; Path=/; SameSite=None #!`,
    /lacks HttpOnly, SameSite/,
  ],
  [
    `${sessionScheme}sessions:\n  cookie:\n    attributes: Secure; Path=/; Domain=example.com #!`,
    /must be Secure, HttpOnly/,
  ],
  [`${sessionScheme}sessions:\n  cookie:\n    attributes: Secure; Secure; Path=/ #!`, /names secure twice/],
  [`${sessionScheme}sessions:\n  login:\n    credentials: [] #!`, /a list of identifier and password/],
  [
    `${sessionScheme}sessions:\n  login:\n    credentials:\n      - {identifier: email, password: email} #!`,
    /"email" stands here twice/,
  ],
  [
    `${sessionScheme}sessions:\n  login:\n    answer:\n      pro: {fields: [{name: id, from: id}]} #!`,
    /no credentials are of the kind "pro"/,
  ],
  [
    `${sessionScheme}users: {kinds: [pro]}\nsessions:\n  login:\n    credentials:\n      - {kind: amateur, identifier: a, password: b} #!`,
    /none of users\.kinds/,
  ],
  [`${sessionScheme}users: {kinds: [pro]}\nlegacy:\n  sha1Login: [amateur] #!`, /none of users\.kinds/],
  [`${sessionScheme}legacy:\n  sha1Login: yes #!`, /true, or a list/],
];

test("SES-04: a session's cookie is as strong as browsers allow, or the configuration says insecure", () => {
  assertReported(sessionMistakes);
});

test("LEG-03: signing in by SHA-1 needs TLS, loopback, or a setting that says insecure", () => {
  const open = `${sessionScheme}listeners: {public: "0.0.0.0:80"}\nlegacy:\n  sha1Login: true #!\n`;
  assertReported([[open, /needs TLS.*insecure\.sha1LoginWithoutTls/]]);
  assert.equal(read(`${least}${open}insecure: {sha1LoginWithoutTls: true}\n`).legacy.sha1Login, "everyone");
  const loopback = read(`${least}${sessionScheme}legacy: {sha1Login: [pro]}\n`);
  assert.deepEqual(loopback.legacy.sha1Login, new Set(["pro"]));
  const secured = open.replace('"0.0.0.0:80"', '{address: "0.0.0.0:80", tls: {cert: c, key: k}}');
  assert.equal(read(least + secured).legacy.sha1Login, "everyone");
});

const answerMistakes: readonly Mistake[] = [
  ["errorMember: pro #!", /name of another member/],
  ["headers:\n          Set-Cookie: a=b #!", /no header that can be chosen/],
  ["headers:\n          Status: 200 #!", /a text of printable characters/],
  ["fields: [{name: id, from: passwort}] #!", /createdAt, updatedAt/],
  ["fields: [{name: id, from: email, format: integer}] #!", /only externalId and attributes/],
  ["fields: [{name: id, from: email, format: datetime}] #!", /only times/],
  ["fields: [{name: id, from: id}, {name: id, from: email}] #!", /"id" stands here twice/],
];

test("an answer to signing in that could not be given is refused", () => {
  const login = `${sessionScheme}sessions:
  login:
    credentials: [{kind: pro, identifier: "pro[email]", password: "pro[password]"}]
    answer:
      pro:
        wrap: pro
`;
  assertReported(
    answerMistakes.map(([text, detail]) => [
      `${login}        ${text}${text.startsWith("fields") ? "" : "\n        fields: [{name: id, from: id}]"}`,
      detail,
    ]),
  );
});

test("an answer to signing in is not complained of because something else is wrong", () => {
  const answer = `${sessionScheme}sessions: {login: {answer: {pro: {fields: [{name: id, from: id}]}}}}\n`;
  assertReported([[`${answer}legacy: {keyInUrl: true} #!`, /not known here/]]);
});

const id =
  "issuer: https://id.example\n    audience: api\n    algorithms: [RS256]\n    jwks: https://id.example/keys\n";
const claims = "    rights: ['*']\n    claims: {account: org}\n";

const issuerMistakes: readonly Mistake[] = [
  [`issuers: #!\n  - ${id}${claims}`, /no scheme carries access tokens/],
  [`${tokenScheme}issuers:\n  - ${id}    rights: ["*"]\n    claims: {} #!`, /stands for nobody/],
  [
    `${tokenScheme}issuers:\n  - ${id.replace("\n", " #!\n")}    claims: {account: org}\n`,
    /one of claims\.rights and rights/,
  ],
  [
    `${tokenScheme}issuers:\n  - ${id.replace("\n", " #!\n")}    rights: ["*"]\n    claims: {account: org, rights: {claim: r}}\n`,
    /one of claims\.rights and rights/,
  ],
  [`${tokenScheme}issuers:\n  - ${id.replace("[RS256]", "[HS256] #!")}${claims}`, /one of RS256, ES256, EdDSA/],
  [`${tokenScheme}issuers:\n  - ${id.replaceAll(/https(.*)/g, "http$1 #!")}${claims}`, /insecure\.httpIssuers/],
  [
    `${tokenScheme}issuers:\n  - ${id}${claims}  - ${id.replace("example", "example #!")}${claims}`,
    /stands here twice/,
  ],
  [`${tokenScheme}issuers:\n  - ${id}    environment: sandbox #!\n${claims}`, /no such environment/],
  [
    `${tokenScheme}issuers:\n  - ${id}    claims: {account: org, rights: {claim: r, map: {a: ["in voices"]}}} #!`,
    /is not|does not|can not|has/,
  ],
];

test("CFG-02: an issuer whose tokens could not be told apart or trusted is refused", () => {
  assertReported(issuerMistakes);
  assertReported([
    [
      `${tokenScheme}publicOrigin: https://own.example\nissuers:\n  - ${id.replace("id.example", "own.example #!")}${claims}`,
      /an environment's own tokens/,
    ],
  ]);
  const [issuer] = read(`${least}${tokenScheme}issuers:\n  - ${id}${claims}`).issuers;
  assert.deepEqual(
    [issuer?.environment, issuer?.types, issuer?.claims.rights.kind],
    ["production", ["at+jwt"], "fixed"],
  );
});

test("CFG-02: tokens that would name an issuer without TLS beyond this machine are refused", () => {
  const open = "publicOrigin: http://api.example\n";
  const result = readConfiguration(source(least + open + tokenScheme));
  assert.ok("problems" in result);
  assert.match(result.problems.map(({ detail }) => detail).join(), /issuer without TLS/);
  assert.ok("configuration" in readConfiguration(source(least + open)));
  assert.ok(
    "configuration" in readConfiguration(source(`${least}${open}${tokenScheme}insecure: {httpIssuers: true}\n`)),
  );
});

const tokenMistakes: readonly Mistake[] = [
  ["tokens:\n      algorithm: none #!", /one of HS256/],
  ["tokens:\n      issuer: http://id.example #!", /insecure\.httpIssuers/],
  ["tokens:\n      issuer: id.example #!", /a URL such as/],
  ["tokens:\n      issuer: https://id.example/?a #!", /no query/],
  ["tokens:\n      lifetime: 2h #!", /longer than maxLifetime/],
  ["tokens:\n      maxLifetime: 91d #!", /at most 90d/],
  ["tokens:\n      rotateEvery: 15m #!", /longer than lead/],
  ["tokens:\n      refresh:\n        idle: 31d #!\n        absolute: 30d", /longer than absolute/],
  ["tokens:\n      refresh:\n        retryWindow: 2m #!", /at most 1m/],
  ["sessions:\n      idle: 2h #!\n      absolute: 1h", /longer than absolute/],
  ["assertion: rs256 #!", /one of off, hs256/],
  ["origins: [https://app.example/] #!", /an exact origin/],
];

test("CFG-02: tokens and sessions of an environment have lifetimes that fit together", () => {
  assertReported(tokenMistakes, "environments:\n  e:\n    upstream: http://localhost:1\n    ");
});

const environmentMistakes: readonly Mistake[] = [
  ["environments: {} #!", /at least one environment/],
  ["environments:\n  Production: {upstream: http://localhost:1} #!", /lower-case|keyTag/],
  ["environments:\n  production: {} #!", /misses the member "upstream"/],
  ["environments:\n  production:\n    upstream: http://u:p@localhost #!", /no user and no password/],
  ["environments:\n  production:\n    upstream: http://localhost/api #!", /end after host and port/],
  ["environments:\n  production:\n    upstream: ftp://localhost #!", /begin with http/],
  ["environments:\n  production:\n    upstream: http://localhost:1\n    primary: false #!", /the only environment/],
  [
    "environments: #!\n  a: {upstream: http://localhost:1, hosts: [a.example]}\n  b: {upstream: http://localhost:1}",
    /one environment must be/,
  ],
  [
    "environments:\n  a: {upstream: http://localhost:1, primary: true}\n  b: {upstream: http://localhost:1} #!",
    /neither has "a"/,
  ],
  [
    "environments:\n  a: {upstream: http://localhost:1, primary: true, hosts: [x.example]}\n  b:\n    upstream: http://localhost:1\n    hosts: [x.example] #!",
    /belongs to the environment "a"/,
  ],
  [
    "environments:\n  a: {upstream: http://localhost:1, primary: true}\n  b:\n    upstream: http://localhost:1\n    hosts: [x.example]\n    keyTag: live #!",
    /key tag "live"/,
  ],
  [
    "environments:\n  a: {upstream: http://localhost:1, primary: true}\n  b:\n    upstream: http://localhost:1\n    hosts: [x.example]\n    keyTag: b\n    primary: true #!",
    /primary already/,
  ],
  ["environments:\n  a:\n    upstream: http://localhost:1\n    hosts: [API.example] #!", /lower-case host/],
  ["environments:\n  a:\n    upstream: http://localhost:1\n    cors:\n      origins: ['*'] #!", /an exact origin/],
  ["environments:\n  a:\n    upstream: http://localhost:1\n    cors:\n      origins: ['null'] #!", /an exact origin/],
  [
    "environments:\n  a:\n    upstream: http://localhost:1\n    cors:\n      origins:\n        - https://a.example:443 #!",
    /usual port/,
  ],
];

test("CFG-02: environments that could be mixed up are refused", () => {
  for (const [text, detail] of environmentMistakes) {
    const result = readConfiguration(source(text));
    assert.ok("problems" in result, text);
    const lines = text.split("\n").flatMap((line, at) => (line.includes("#!") ? [at + 1] : []));
    assert.deepEqual([...new Set(result.problems.map(({ line }) => line))], lines, JSON.stringify(result.problems));
    for (const problem of result.problems) assert.match(problem.detail, detail, text);
  }
});

test("mistakes of clavis.yaml and of the description are given at once, each with its file", () => {
  const result = readConfiguration(source(`${least}limit: {}\napi: {description: openapi.yaml}\nlog: {mode: x}\n`));
  assert.ok("problems" in result);
  const places = result.problems.map(({ file, line }) => `${file}:${line}`);
  assert.deepEqual(places, [
    "/etc/clavis/clavis.yaml:2",
    "/etc/clavis/clavis.yaml:4",
    "/etc/clavis/openapi.yaml:3",
    "/etc/clavis/openapi.yaml:5",
  ]);
});

test("LOG-03: a header in which the description carries keys is not recorded either", () => {
  const result = readConfiguration(
    source(`${least}api: {description: openapi.yaml}
schemes: {key: {credential: api-key}}
scopes: {read_all: ["invoices:read"]}
log:
  headers: [x-till-ident]
`),
  );
  assert.ok("problems" in result);
  assert.deepEqual(
    result.problems.map(({ line, detail }) => [line, detail]),
    [[6, '"x-till-ident" carries the keys of this API: a record never keeps it']],
  );
});

test("CFG-01: no problem repeats a value that could be a secret", () => {
  const secret = "clv_live_s3cr3t";
  const text = `environments: {production: {upstream: "http://user:${secret}@localhost/x", keyTag: "${secret}", hosts: ["${secret}!"]}}
keys: {prefix: "${secret}"}
publicOrigin: "${secret}"
log: {mode: "${secret}", headers: ["${secret} "]}
timeouts: {connect: "${secret}"}
listeners: {public: "${secret}", private: {address: 5, tls: "${secret}"}}
limits: "${secret}"
`;
  const result = readConfiguration(source(text, { overrides: { public: secret } }));
  assert.ok("problems" in result);
  assert.ok(result.problems.length >= 9);
  assert.ok(!JSON.stringify(result.problems).includes(secret));
});

test("whatever stands in clavis.yaml, reading it gives problems and never throws", () => {
  const start: unknown = parse(
    `${least}listeners: {public: a, authz: off}\nschemes: {a: {credential: api-key}}\nscopes: {a: [b]}\n`,
  );
  const rich: unknown = parse(`${least}schemes: {s: {credential: session, in: cookie, name: __Host-s}, t: {in: bearer}}
sessions: {login: {answer: {pro: {fields: [{name: id, from: id}]}}}}
issuers: [{issuer: "https://a.example", claims: {rights: {claim: r, map: {a: [b]}}}}]
limits: {rates: [{name: a, per: user, rate: 1/day, operations: [a]}]}
`);
  const route = fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 });
  const names = fc.constantFrom(
    "environments",
    "production",
    "upstream",
    "cors",
    "listeners",
    "public",
    "address",
    "tls",
    "schemes",
    "scopes",
    "api",
    "log",
    "headers",
    "trustedProxies",
    "sessions",
    "login",
    "answer",
    "pro",
    "cookie",
    "tokens",
    "assertion",
    "issuers",
    "limits",
    "rates",
    "legacy",
    "insecure",
    "formatSuffix",
    "__proto__",
  );
  fc.assert(
    fc.property(
      fc.array(names, { minLength: 1, maxLength: 4 }),
      route,
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(start, rich),
      (steps, more, value, whole) => {
        const text = stringify(planted(whole, [...steps, ...more], value));
        const result = readConfiguration(source(text));
        if ("problems" in result) assert.ok(result.problems.length > 0, text);
      },
    ),
    { numRuns: 500 },
  );
});

/** Puts a value under these names, objects made where there are none. */
function planted(root: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const object: Record<string, unknown> = typeof root === "object" && root !== null ? { ...root } : {};
  return { ...object, [step]: planted(object[step], rest, value) };
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionBits, type Operation, parseRight, type Right } from "@clavis/core";
import { stringify } from "yaml";
import type { CredentialWord } from "./credential-words.ts";
import type { Description, DescriptionSettings } from "./description.ts";
import { readDescription } from "./read-description.ts";

const settings: DescriptionSettings = {
  schemes: new Map(),
  dates: new Map(),
  upstreams: new Map([["production", new Set(["reports"])]]),
  scopes: new Map(),
  basePath: undefined,
  keyInQuery: false,
  formatSuffix: undefined,
  ownOperations: () => [],
};

function right(text: string): Right {
  const read = parseRight(text);
  assert.ok(!("problem" in read));
  return read;
}

function read(text: string, more: Partial<DescriptionSettings> = {}): Description {
  const result = readDescription(text, "api.yaml", { ...settings, ...more });
  assert.ok("description" in result, "problems" in result ? JSON.stringify(result.problems, undefined, 1) : "");
  return result.description;
}

const key = "key: {type: apiKey, in: header, name: X-Key, x-clavis-credential: api-key}";

/** A description with these paths, each line of which is indented by two. */
const withPaths = (paths: string, version = "3.1.0"): string => `openapi: ${version}
info: {title: Test, version: "1"}
security: [{key: []}]
components:
  securitySchemes:
    ${key}
paths:
${indent(paths, 2)}
`;

/** A description with these schemes, and one operation that takes them in this \`security\`. */
const withSchemes = (schemes: string, security: string, version = "3.1.0"): string => `openapi: ${version}
info: {title: Test, version: "1"}
paths:
  /invoices:
    get:
      security: ${security}
      responses: {"200": {description: ok}}
components:
  securitySchemes:
${indent(schemes, 4)}
`;

const indent = (text: string, by: number): string =>
  text
    .split("\n")
    .map((line) => " ".repeat(by) + line)
    .join("\n");

const responses = `responses: {"200": {description: ok}}`;
const idParameter = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]";

/** What one operation under these settings is read as. */
function only(paths: string, more: Partial<DescriptionSettings> = {}): Operation {
  const { operations } = read(withPaths(paths), more);
  assert.equal(operations.length, 1);
  const [operation] = operations;
  assert.ok(operation);
  return operation;
}

test("an operation gets its module, entity, action and id from path and method where nothing says otherwise", () => {
  assert.deepEqual(only(`/invoices/{id}:\n  delete: {${idParameter}, ${responses}}`), {
    id: "DELETE /invoices/{id}",
    owner: "provider",
    method: "DELETE",
    template: "/invoices/{id}",
    module: "invoices",
    action: { bit: actionBits.delete, verb: undefined },
    entity: "id",
    spelling: undefined,
    account: undefined,
    security: [[{ scheme: "key", rights: [] }]],
  });
});

test("x-clavis-* name what OpenAPI can not say", () => {
  const operation = only(`/accounts/{account}/shops/{shop}/close:
  post:
    operationId: closeShop
    x-clavis-module: shops
    x-clavis-entity: shop
    x-clavis-account: account
    x-clavis-action: close
    parameters:
      - {name: account, in: path, required: true, schema: {type: string}}
      - {name: shop, in: path, required: true, schema: {type: string, pattern: "^S-[0-9]+$"}}
    ${responses}`);
  const { id, module, entity, account, action, spelling } = operation;
  assert.deepEqual([id, module, entity, account], ["closeShop", "shops", "shop", "account"]);
  assert.deepEqual(action, { bit: actionBits.custom, verb: "close" });
  assert.deepEqual(spelling, { kind: "upper" });
});

const actions: readonly (readonly [method: string, path: string, extra: string, bit: number, verb?: string])[] = [
  ["get", "/invoices", "", actionBits.read],
  ["head", "/invoices", "", actionBits.read],
  ["post", "/invoices", "", actionBits.create],
  ["post", "/invoices/{id}/send", "", actionBits.custom],
  ["put", "/invoices/{id}", "", actionBits.update],
  ["patch", "/invoices/{id}", "", actionBits.update],
  ["delete", "/invoices/{id}", "", actionBits.delete],
  ["get", "/invoices/{id}/pdf", "x-clavis-action: print, ", actionBits.custom, "print"],
  ["post", "/invoices", "x-clavis-action: read, ", actionBits.read],
];
test("the action follows method and place, and x-clavis-action wins on any method", () => {
  for (const [method, path, extra, bit, verb] of actions) {
    const parameters = path.includes("{") ? `${idParameter}, ` : "";
    const operation = only(`${path}:\n  ${method}: {${extra}${parameters}${responses}}`);
    assert.deepEqual(operation.action, { bit, verb }, `${method} ${path}`);
  }
});

const publicGet = `/a:\n  get: {${responses}}`;
const servers: readonly (readonly [string, string])[] = [
  ["[]", "/a"],
  ["[{url: /}]", "/a"],
  ["[{url: /api/v1}]", "/api/v1/a"],
  ["[{url: /api/v1/}]", "/api/v1/a"],
  ["[{url: 'https://api.example.com'}]", "/a"],
  ["[{url: 'https://api.example.com/v2'}, {url: 'https://test.example.com/v2/'}]", "/v2/a"],
  ["[{url: 'https://{host}/{v}', variables: {host: {default: x}, v: {default: v3}}}]", "/v3/a"],
];
test("the base path is the path of the servers, their variables at their defaults", () => {
  for (const [list, template] of servers) {
    const [operation] = read(`servers: ${list}\n${withPaths(publicGet)}`).operations;
    assert.equal(operation?.template, template, list);
  }
  const [configured] = read(`servers: [{url: /a}, {url: /b}]\n${withPaths(publicGet)}`, { basePath: "/v9" }).operations;
  assert.equal(configured?.template, "/v9/a");
});

const bearer = "bearer: {type: http, scheme: Bearer, x-clavis-credential: [api-key]}";
const securities: readonly (readonly [string, unknown])[] = [
  ["[]", [[]]],
  ["[{}]", [[]]],
  ["[{key: []}, {}]", [[{ scheme: "key", rights: [] }], []]],
  ["[{key: []}, {bearer: []}]", [[{ scheme: "key", rights: [] }], [{ scheme: "bearer", rights: [] }]]],
  ["[{key: ['invoices:read']}]", [[{ scheme: "key", rights: [right("invoices:read")] }]]],
  ["[{key: [read_all]}]", [[{ scheme: "key", rights: [right("*:read")] }]]],
];
test("security is an OR of ANDs, {} and [] are anonymous, scopes are rights that must be held", () => {
  const scopes = new Map([["read_all", [right("*:read")]]]);
  for (const [list, expected] of securities) {
    const [operation] = read(withSchemes(`${key}\n${bearer}`, list), { scopes }).operations;
    assert.deepEqual(operation?.security, expected, list);
  }
});

test("every carrier is read into a scheme, header names in lower case", () => {
  const schemes = `${key}
cookie: {type: apiKey, in: cookie, name: Sid, x-clavis-credential: [api-key]}
query: {type: apiKey, in: query, name: apiKey, x-clavis-credential: api-key}
${bearer}
basic: {type: http, scheme: basic}`;
  const credentials = ["api-key"];
  assert.deepEqual(read(withSchemes(schemes, "[]"), { keyInQuery: true }).schemes, [
    { name: "key", carrier: "header", parameter: "x-key", credentials },
    { name: "cookie", carrier: "cookie", parameter: "Sid", credentials },
    { name: "query", carrier: "query", parameter: "apiKey", credentials },
    { name: "bearer", carrier: "bearer", credentials },
    { name: "basic", carrier: "basic", credentials: ["password"] },
  ]);
});

test("two names for one place are one scheme", () => {
  const again = "again: {type: apiKey, in: header, name: x-key, x-clavis-credential: api-key}";
  const { schemes, operations } = read(withSchemes(`${key}\n${again}`, "[{again: []}, {again: [], key: []}]"));
  assert.deepEqual(
    schemes.map(({ name }) => name),
    ["key"],
  );
  const demand = { scheme: "key", rights: [] };
  assert.deepEqual(operations[0]?.security, [[demand], [demand]]);
});

test("clavis.yaml can say what a scheme carries", () => {
  const schemes = new Map<string, readonly CredentialWord[]>([["key", ["api-key"]]]);
  const text = withSchemes("key: {type: apiKey, in: header, name: X-Key}", "[{key: []}]");
  assert.equal(read(text, { schemes }).schemes.length, 1);
});

test("a scheme that can not be executed is no problem while no operation asks for it", () => {
  const digest = "digest: {type: http, scheme: digest}";
  assert.equal(read(withSchemes(`${key}\n${digest}`, "[{key: []}]")).schemes.length, 1);
});

test("$ref is followed in path items, parameters, schemas and security schemes", () => {
  const text = `openapi: 3.1.0
info: {title: Test, version: "1"}
security: [{alias: []}]
paths:
  /invoices/{id}: {$ref: "#/components/pathItems/InvoiceItem"}
components:
  pathItems:
    InvoiceItem:
      parameters: [{$ref: "#/components/parameters/id"}]
      get: {x-clavis-action: print, ${responses}}
  parameters:
    id: {name: id, in: path, required: true, schema: {$ref: "#/components/schemas/%49d"}}
  schemas:
    Id: {type: string, format: uuid}
    Tree: {type: object, properties: {children: {type: array, items: {$ref: "#/components/schemas/Tree"}}}}
  securitySchemes:
    alias: {$ref: "#/components/securitySchemes/real"}
    real: {type: apiKey, in: header, name: X-Key, x-clavis-credential: api-key}
`;
  const [operation] = read(text).operations;
  assert.deepEqual(operation?.spelling, { kind: "uuid" });
  assert.equal(operation?.action.verb, "print");
  assert.deepEqual(operation?.security, [[{ scheme: "alias", rights: [] }]]);
});

test("callbacks and webhooks are no operations, examples no extensions", () => {
  const text = withPaths(`/a:
  post:
    requestBody: {content: {application/json: {example: {x-clavis-thing: 1, $ref: nowhere}}}}
    callbacks: {done: {"{$request.body#/url}": {post: {${responses}}}}}
    ${responses}`);
  assert.equal(read(`${text}webhooks: {paid: {post: {${responses}}}}\n`).operations.length, 1);
});

test("HTT-06: __proto__ and constructor are ordinary names", () => {
  const { operations } = read(
    withPaths(`/__proto__/{constructor}:
  get:
    operationId: toString
    parameters: [{name: constructor, in: path, required: true, schema: {type: integer}}]
    ${responses}`),
  );
  assert.deepEqual([operations[0]?.module, operations[0]?.entity], ["__proto__", "constructor"]);
  const unknown = readDescription(withSchemes(key, "[{constructor: []}]"), "api.yaml", settings);
  assert.ok("problems" in unknown);
});

test("JSON, with tabs too, is read like YAML", () => {
  const value = {
    openapi: "3.0.3",
    info: { title: "T", version: "1" },
    paths: { "/a": { get: { security: [], responses: { "200": { description: "" } } } } },
  };
  assert.equal(read(JSON.stringify(value, undefined, "\t")).operations.length, 1);
});

/** A service as large as they get: a hundred collections with six operations each. */
function largeDocument(version: string): string {
  const parameter = { $ref: "#/components/parameters/id" };
  const operation = (operationId: string, parameters: unknown[] = []) => ({
    operationId,
    parameters,
    responses: {
      "200": { description: "ok", content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
    },
  });
  const paths = Array.from({ length: 100 }, (_, at) => [
    [`/things${at}`, { get: operation(`list${at}`), post: operation(`create${at}`) }],
    [
      `/things${at}/{id}`,
      {
        parameters: [parameter],
        get: operation(`get${at}`),
        put: operation(`put${at}`),
        delete: operation(`del${at}`),
      },
    ],
    [`/things${at}/{id}/close`, { post: { ...operation(`close${at}`, [parameter]), "x-clavis-action": "close" } }],
  ]).flat();
  return stringify({
    openapi: version,
    info: { title: "Large", version: "1" },
    servers: [{ url: "https://api.example.com/v1" }],
    security: [{ key: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key", "x-clavis-credential": "api-key" } },
      parameters: { id: { name: "id", in: "path", required: true, schema: { type: "integer" } } },
      schemas: { Thing: { type: "object", properties: { example: { $ref: "#/components/schemas/Thing" } } } },
    },
  });
}

test("a description of 600 operations is read whole, in both versions", () => {
  for (const version of ["3.0.4", "3.1.1"]) {
    const { operations } = read(largeDocument(version));
    assert.equal(operations.length, 600);
    assert.equal(operations.filter(({ action }) => action.verb === "close").length, 100);
    assert.ok(operations.every(({ entity, spelling }) => entity === undefined || spelling?.kind === "integer"));
  }
});

const booking = `appKey: {type: apiKey, in: query, name: apikey, x-clavis-credential: application-key}
basic: {type: http, scheme: basic}
session: {type: apiKey, in: cookie, name: _session_id, x-clavis-credential: session}`;

test("an application may be asked for beside a caller, and alone; those with a caller open Clavis's own operations", () => {
  const security = "[{appKey: [], basic: []}, {session: [], appKey: []}, {session: []}, {appKey: []}]";
  const { operations, schemes, alternatives } = read(withSchemes(booking, security), { keyInQuery: true });
  assert.deepEqual(
    operations[0]?.security.map((demands) => demands.map(({ scheme }) => scheme)),
    [["appKey", "basic"], ["session", "appKey"], ["session"], ["appKey"]],
  );
  assert.deepEqual(
    schemes.map(({ credentials }) => credentials),
    [["application-key"], ["password"], ["session"]],
  );
  assert.deepEqual(alternatives, [["appKey", "basic"], ["appKey", "session"], ["session"]]);
});

test("where no operation asks who calls, each scheme that says so opens Clavis's own operations", () => {
  const { alternatives } = read(withSchemes(booking, "[{appKey: []}, {}]"), { keyInQuery: true });
  assert.deepEqual(alternatives, [["basic"], ["session"]]);
});

test("a scheme that no operation asks for is there for Clavis's own operations, beside what the API asks for", () => {
  const { alternatives } = read(withSchemes(booking, "[{appKey: [], session: []}]"), { keyInQuery: true });
  assert.deepEqual(alternatives, [["appKey", "session"], ["basic"]]);
});

test("bearer, oauth2 and openIdConnect carry access tokens and one-time tokens, and API keys where listed", () => {
  const tokens = ["access-token", "one-time"];
  const carried = (scheme: string): readonly string[] | undefined =>
    read(withSchemes(scheme, "[{o: []}]")).schemes[0]?.credentials;
  assert.deepEqual(carried("o: {type: http, scheme: bearer}"), tokens);
  assert.deepEqual(carried("o: {type: oauth2, flows: {}}"), tokens);
  assert.deepEqual(carried("o: {type: openIdConnect, openIdConnectUrl: 'https://a.example'}"), tokens);
  assert.deepEqual(carried("o: {type: http, scheme: bearer, x-clavis-credential: [api-key, access-token]}"), [
    "access-token",
    "api-key",
  ]);
});

test("an operation may take one-time tokens only, and cost more than one", () => {
  const text = withSchemes("o: {type: http, scheme: bearer}", "[{o: []}]").replace(
    "get:",
    "get:\n      x-clavis-one-time: true\n      x-clavis-cost: 5",
  );
  const [operation] = read(text).operations;
  assert.deepEqual([operation?.oneTime, operation?.cost], [true, 5]);
});

test("a scheme may be deprecated and have an end", () => {
  const dates = { deprecatedSince: 1, sunset: 2 };
  const [scheme] = read(withSchemes(key, "[{key: []}]"), { dates: new Map([["key", dates]]) }).schemes;
  assert.deepEqual([scheme?.deprecatedSince, scheme?.sunset], [1, 2]);
});

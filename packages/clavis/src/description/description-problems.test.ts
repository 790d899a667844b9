import assert from "node:assert/strict";
import { test } from "node:test";
import { actionBits, type Operation, parseRight } from "@clavis/core";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { CredentialWord } from "./credential-words.ts";
import type { DescriptionSettings } from "./description.ts";
import { Findings } from "./findings.ts";
import type { Problem } from "./problem.ts";
import { readContent } from "./read-content.ts";
import { readDescription } from "./read-description.ts";
import { readSource } from "./source-document.ts";

const ownOperation: Operation = {
  id: "showError",
  owner: "clavis",
  method: "GET",
  template: "/.clavis/errors/{code}",
  module: "errors",
  action: { bit: actionBits.read, verb: undefined },
  entity: undefined,
  spelling: undefined,
  account: undefined,
  security: [[]],
};

const settings: DescriptionSettings = {
  schemes: new Map(),
  dates: new Map(),
  upstreams: new Map([["production", new Set(["reports"])]]),
  scopes: new Map(),
  basePath: undefined,
  keyInQuery: false,
  formatSuffix: undefined,
  ownOperations: () => [ownOperation],
};

function problemsOf(text: string, more: Partial<DescriptionSettings> = {}): readonly Problem[] {
  const result = readDescription(text, "api.yaml", { ...settings, ...more });
  return "problems" in result ? result.problems : [];
}

/** One mistake: the lines marked `#!` are where the problem must be reported, and nowhere else. */
type Mistake = readonly [name: string, text: string, detail: RegExp, more?: Partial<DescriptionSettings>];

function assertFound([name, text, detail, more]: Mistake): void {
  const problems = problemsOf(text, more);
  const lines = text.split("\n").flatMap((line, at) => (line.includes("#!") ? [at + 1] : []));
  assert.ok(lines.length > 0, name);
  assert.deepEqual(
    problems.map(({ line }) => line),
    lines,
    `${name}: ${JSON.stringify(problems, undefined, 1)}`,
  );
  for (const problem of problems) assert.match(problem.detail, detail, name);
  for (const problem of problems) assert.equal(problem.file, "api.yaml");
}

const key = "key: {type: apiKey, in: header, name: X-Key, x-clavis-credential: api-key}";
const ok = `responses: {"200": {description: ok}}`;
const id = "{name: id, in: path, required: true, schema: {type: string}}";

const indent = (text: string, by: number): string => text.replace(/^/gm, " ".repeat(by));

const withPaths = (paths: string, head = ""): string => `openapi: 3.1.0
info: {title: Test, version: "1"}
security: [{key: []}]
${head}
components:
  securitySchemes:
    ${key}
paths:
${indent(paths, 2)}`;

const withSchemes = (schemes: string, security: string): string => `openapi: 3.0.3
info: {title: Test, version: "1"}
paths:
  /invoices:
    get:
      ${ok}
      security:
${indent(security, 8)}
components:
  securitySchemes:
${indent(schemes, 4)}`;

const files: readonly Mistake[] = [
  ["an empty file", "#!", /is not an OpenAPI description/],
  ["a list", "- openapi #!", /is not an OpenAPI description/],
  ["no version", "#!\ninfo: {}".replace("#!\n", "x: 1 #!\n"), /must start with "openapi/],
  ["2.0", 'info: {}\nswagger: "2.0" #!', /OpenAPI 2\.0 is not read/],
  ["3.2", "info: {}\nopenapi: 3.2.0 #!", /only OpenAPI 3\.0\.x and 3\.1\.x/],
  ["a number as version", "openapi: 3.1 #!", /as text/],
  ["a broken line", 'openapi: 3.1.0\ninfo: "unclosed #!', /./],
  ["a duplicate key", "openapi: 3.1.0\nopenapi: 3.0.0 #!", /unique/],
  ["a key that is no text", "openapi: 3.1.0\n? [a] #!\n: 1", /must be strings/],
  ["an unknown tag", "openapi: 3.1.0\ninfo: !!js/function x #!", /tag/],
  ["two documents", "openapi: 3.1.0\n--- #!\na: 1", /multiple documents/i],
  ["YAML 1.1", "%YAML 1.1 #!\n---\nopenapi: 3.1.0", /YAML 1\.2/],
  ["an alias in itself", "a: &a\n  b: *a #!", /contains itself/],
  ["an alias to nothing", "a: *b #!", /./],
  ["deep nesting", `a: ${"[".repeat(120)}${"]".repeat(120)} #!`, /100 levels/],
];

const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
  .concat(Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(", ")}]`))
  .join("\n");

const structure: readonly Mistake[] = [
  [
    "no title",
    'openapi: 3.1.0\ninfo: {version: "1"} #!\npaths: {/a: {get: {security: []}}}',
    /misses the member "title"/,
  ],
  [
    "an unknown method",
    withPaths(`/a:\n  gett: {} #!\n  get: {${ok}}`).replace("  /a:", "  /a: #!").replace("{} #!", "{}"),
    /"gett"/,
  ],
  ["an operationId that is no text", withPaths(`/a:\n  get:\n    operationId: 5 #!\n    ${ok}`), /must be string/],
  [
    "an unknown place",
    withPaths(`/a:\n  get:\n    parameters:\n      - name: x\n        in: paht #!\n        schema: {}\n    ${ok}`),
    /path/,
  ],
  [
    "a parameter of the path that is not required",
    withPaths(`/a/{id}:\n  get:\n    parameters:\n      - {name: id, in: path, schema: {}} #!\n    ${ok}`),
    /required/,
  ],
  ["security that is no list", withPaths(`/a:\n  get:\n    security: {} #!\n    ${ok}`), /must be array/],
];

const bodies: readonly Mistake[] = [
  ["a body without content", withPaths(`/a:\n  post:\n    requestBody: {required: true} #!\n    ${ok}`), /"content"/],
  ["an operation that is a list", withPaths(`/a:\n  get: {${ok}}\n  post: [] #!`), /object/],
];

const references: readonly Mistake[] = [
  [
    "a missing target",
    withPaths(`/a:\n  get:\n    parameters:\n      - $ref: "#/components/parameters/none" #!\n    ${ok}`),
    /leads to nothing/,
  ],
  ["another file", withPaths(`/a:\n  $ref: "other.yaml#/a" #!`, ""), /leads out of this file/],
  [
    "a circle",
    withPaths(`/a:\n  $ref: "#/paths/~1b"\n/b:\n  $ref: "#/paths/~1a" #!`).replace('~1b"', '~1b" #!'),
    /leads back to itself/,
  ],
  [
    "a schema elsewhere",
    withPaths(
      `/a:\n  get:\n    responses:\n      "200":\n        description: ok\n        content: {a/b: {schema: {$ref: "x.json"}}} #!`,
    ),
    /leads out/,
  ],
  [
    "methods beside a $ref",
    withPaths(`/a:\n  $ref: "#/paths/~1b"\n  x-a: 1\n  post: {${ok}} #!\n/b: {get: {${ok}}}`),
    /stands beside/,
  ],
  [
    "a rule smuggled past the schema",
    withPaths(`/a: {$ref: "#/x-paths/a"}`, `x-paths:\n  a:\n    get:\n      security: {} #!\n      ${ok}`),
    /must be a list/,
  ],
];

const paths: readonly Mistake[] = [
  ["nothing at all", withPaths("{}").replace("paths:", "paths: #!"), /describes no operation/],
  [
    "part of a segment",
    withPaths(`/a/{id}.json: #!\n  get: {parameters: [${id}], ${ok}}\n/b: {get: {${ok}}}`),
    /fill a whole segment/,
  ],
  [
    "two in a segment",
    withPaths(`/a/{id}-{b}: #!\n  get: {parameters: [${id}], ${ok}}\n/b: {get: {${ok}}}`),
    /fill a whole segment/,
  ],
  ["an escape too many", withPaths(`/a/%41: #!\n  get: {${ok}}\n/b: {get: {${ok}}}`), /write \/a\/A/],
  ["lower-case hex", withPaths(`/a/%c3%a9: #!\n  get: {${ok}}\n/b: {get: {${ok}}}`), /canonical/],
  ["a dot segment", withPaths(`/a/../b: #!\n  get: {${ok}}\n/b: {get: {${ok}}}`), /dot segment/],
  ["a doubled slash", withPaths(`/a//b: #!\n  get: {${ok}}\n/b: {get: {${ok}}}`), /empty segment/],
  ["a query", withPaths(`/a?b=c: #!\n  get: {${ok}}\n/b: {get: {${ok}}}`), /character/],
  [
    "a parameter twice",
    withPaths(`/a/{id}/{id}: #!\n  get: {parameters: [${id}], ${ok}}\n/b: {get: {${ok}}}`),
    /twice/,
  ],
  ["an undeclared parameter", withPaths(`/a/{id}:\n  get: {${ok}} #!`), /does not declare the path parameter "id"/],
  ["a parameter that is not there", withPaths(`/a:\n  get: {parameters: [${id}], ${ok}} #!`), /does not have/],
  [
    "a parameter declared twice",
    withPaths(
      `/a/{id}:\n  get:\n    parameters:\n      - ${id}\n      - {name: id, in: path, required: true, schema: {type: integer}} #!\n    ${ok}`,
    ),
    /declared twice/,
  ],
  [
    "a matrix parameter",
    withPaths(
      `/a/{id}:\n  get:\n    parameters:\n      - name: id\n        in: path\n        required: true\n        style: matrix #!\n        schema: {}\n    ${ok}`,
    ),
    /style simple/,
  ],
  [
    "the same shape twice",
    withPaths(
      `/a/{id}:\n  get: {operationId: a, parameters: [${id}], ${ok}}\n/a/{b}:\n  get: {operationId: b, parameters: [{name: b, in: path, required: true, schema: {}}], ${ok}} #!`,
    ),
    /b \(GET \/a\/\{b\}\) matches the same requests as a/,
  ],
  [
    "an operation of Clavis",
    withPaths(`/.clavis/errors/{id}:\n  get: {x-clavis-module: errors, parameters: [${id}], ${ok}} #!`),
    /collides with Clavis's own operation showError/,
  ],
  [
    "another base path",
    withPaths(`/a: {get: {${ok}}}`, "servers:\n  - url: https://a.example/v1\n  - url: https://a.example/v2 #!"),
    /"\/v2"/,
  ],
  ["another base path below", withPaths(`/a:\n  get:\n    servers: [{url: /v3}] #!\n    ${ok}`), /"\/v3"/],
  [
    "a variable without default",
    withPaths(`/a: {get: {${ok}}}`, "servers:\n  - url: /{version} #!"),
    /\{version\} has no default/,
  ],
];

const operations: readonly Mistake[] = [
  [
    "an operationId twice",
    withPaths(`/a:\n  get: {operationId: same, ${ok}}\n  post:\n    operationId: same #!\n    ${ok}`),
    /used by GET \/a too/,
  ],
  [
    "an action as operationId",
    withPaths(`/a:\n  get:\n    operationId: read #!\n    ${ok}`),
    /is an action of every right/,
  ],
  [
    "a control character as operationId",
    withPaths(`/a:\n  get:\n    operationId: "a\\u001b[0m" #!\n    ${ok}`),
    /printable/,
  ],
  ["an action of several", withPaths(`/a:\n  get:\n    x-clavis-action: write #!\n    ${ok}`), /several actions/],
  ["a verb with blanks", withPaths(`/a:\n  get:\n    x-clavis-action: send it #!\n    ${ok}`), /a verb of letters/],
  ["an action that is no text", withPaths(`/a:\n  get:\n    x-clavis-action: [send] #!\n    ${ok}`), /must be a text/],
  ["no module", withPaths(`/{id}:\n  get: {parameters: [${id}], ${ok}} #!`), /x-clavis-module/],
  ["the root", withPaths(`/:\n  get: {${ok}} #!`), /x-clavis-module/],
  ["a module of Clavis", withPaths(`/tokens:\n  get: {${ok}} #!`), /Clavis's own/],
  [
    "a module that is none",
    withPaths(`/a:\n  get:\n    x-clavis-module: a/b #!\n    ${ok}`),
    /no module that a right could name/,
  ],
  [
    "an entity that is no parameter",
    withPaths(`/a/{id}:\n  get:\n    x-clavis-entity: nr #!\n    parameters: [${id}]\n    ${ok}`),
    /must name a parameter of the path: id/,
  ],
  [
    "an account that is no parameter",
    withPaths(`/a:\n  get:\n    x-clavis-account: id #!\n    ${ok}`),
    /which has none/,
  ],
  ["a one-time that is no flag", withPaths(`/a:\n  get:\n    x-clavis-one-time: yes #!\n    ${ok}`), /true or false/],
  [
    "one-time without a place for the token",
    withPaths(`/a:\n  get:\n    x-clavis-one-time: true #!\n    ${ok}`),
    /carries one-time tokens/,
  ],
  ["a cost of nothing", withPaths(`/a:\n  get:\n    x-clavis-cost: 0 #!\n    ${ok}`), /whole number from 1/],
  ["a cost in parts", withPaths(`/a:\n  get:\n    x-clavis-cost: 1.5 #!\n    ${ok}`), /whole number from 1/],
  [
    "an operationId of Clavis",
    withPaths(`/a:\n  get:\n    operationId: showError #!\n    ${ok}`),
    /used by GET \/\.clavis/,
  ],
  [
    "a path with the format suffix",
    withPaths(`/a.json: #!\n  get: {x-clavis-module: a, ${ok}}`),
    /api\.formatSuffix removes/,
    { formatSuffix: ".json" },
  ],
  ["an unknown extension", withPaths(`/a:\n  get:\n    x-clavis-modul: b #!\n    ${ok}`), /known are x-clavis-account/],
  [
    "an unknown extension deep down",
    withPaths(`/a:\n  get:\n    responses:\n      "200":\n        description: ok\n        x-Clavis-cache: 1 #!`),
    /is not known/,
  ],
  ["an extension nobody reads", withPaths(`/a:\n  x-clavis-module: b #!\n  get: {${ok}}`), /has no effect here/],
  [
    "a credential on an operation",
    withPaths(`/a:\n  get:\n    x-clavis-credential: api-key #!\n    ${ok}`),
    /belongs to a security scheme/,
  ],
];

const schemes: readonly Mistake[] = [
  [
    "no security at all",
    'openapi: 3.0.3\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n    get: #!\n      responses: {"200": {description: ok}}',
    /write security: \[\]/,
  ],
  ["an unknown scheme", withSchemes(key, "- {keyy: []} #!"), /no security scheme.*did you mean "key"/],
  [
    "two callers at once",
    withSchemes(`${key}\nbasic: {type: http, scheme: basic}`, "- {key: [], basic: []} #!"),
    /one caller/,
  ],
  [
    "client certificates in use",
    withSchemes("o: {type: mutualTLS}", "- {o: []} #!"),
    /"o" is used by 1 operation\(s\), but schemes of type mutualTLS/,
  ],
  ["digest in use", withSchemes("o: {type: http, scheme: digest}", "- {o: []} #!"), /http schemes other than/],
  [
    "two applications at once",
    withSchemes(
      `a: {type: apiKey, in: header, name: X-A, x-clavis-credential: application-key}
b: {type: apiKey, in: header, name: X-B, x-clavis-credential: application-key}`,
      "- {a: [], b: []} #!",
    ),
    /a and b at once, but a request carries one application/,
  ],
  [
    "a session in a header",
    withSchemes("o: {type: apiKey, in: header, name: sid, x-clavis-credential: session} #!", "- {o: []}"),
    /session can only be carried in a cookie/,
  ],
  [
    "a token in a cookie",
    withSchemes("o: {type: apiKey, in: cookie, name: t, x-clavis-credential: access-token} #!", "- {o: []}"),
    /access-token can only be carried in a header or a bearer/,
  ],
  [
    "application keys among others",
    withSchemes("o: {type: http, scheme: bearer, x-clavis-credential: [application-key, api-key]} #!", "- {o: []}"),
    /carries application keys alone/,
  ],
  [
    "a scheme that does not say what it carries",
    withSchemes("o: {type: apiKey, in: header, name: X-Key} #!", "- {o: []}"),
    /x-clavis-credential: api-key/,
  ],
  [
    "a word that is none",
    withSchemes("o:\n  type: apiKey\n  in: header\n  name: X-Key\n  x-clavis-credential: apikey #!", "- {o: []}"),
    /must be one of api-key/,
  ],
  [
    "a word twice",
    withSchemes(
      "o:\n  type: apiKey\n  in: header\n  name: X-Key\n  x-clavis-credential: [api-key, api-key] #!",
      "- {o: []}",
    ),
    /must be one of/,
  ],
  [
    "a contradiction with clavis.yaml",
    withSchemes("key:\n  type: apiKey\n  in: header\n  name: X-Key\n  x-clavis-credential: api-key #!", "- {key: []}"),
    /say it in one place/,
    { schemes: new Map<string, readonly CredentialWord[]>([["key", ["session"]]]) },
  ],
  [
    "a scheme only clavis.yaml knows",
    withSchemes(key, "- {key: []}").replace("securitySchemes:", "securitySchemes: #!"),
    /schemes\.other of clavis\.yaml/,
    { schemes: new Map<string, readonly CredentialWord[]>([["other", ["api-key"]]]) },
  ],
  [
    "one place for two kinds",
    withSchemes(`${key}\no: {type: apiKey, in: header, name: x-key, x-clavis-credential: one-time} #!`, "- {key: []}"),
    /same place as the scheme "key"/,
  ],
  ["a type that is none", withSchemes(`${key}\no:\n  type: magic #!`, "- {key: []}"), /no type of security scheme/],
  ["a type left out", withSchemes(`${key}\no: {in: header} #!`, "- {key: []}"), /one of apiKey, http/],
  [
    "a place that is none",
    withSchemes("o:\n  type: apiKey\n  in: body #!\n  name: k\n  x-clavis-credential: api-key", "- {o: []}"),
    /header, query, cookie/,
  ],
  [
    "an alias that is deprecated",
    withSchemes(`${key}\no: {type: apiKey, in: header, name: x-key, x-clavis-credential: api-key} #!`, "- {key: []}"),
    /"key" under another name/,
    { dates: new Map([["o", { deprecatedSince: 0 }]]) },
  ],
  [
    "what basic carries",
    withSchemes(`${key}\no: {type: http, scheme: basic, x-clavis-credential: api-key} #!`, "- {key: []}"),
    /user's password/,
  ],
  [
    "a scope that is no right",
    withSchemes(key, "- key: [write_all] #!").replace("key: [write_all]", "key: [write_all]"),
    /map it under scopes/,
  ],
  ["a scope that refuses", withSchemes(key, "- key: ['!invoices'] #!"), /can not refuse/],
];

const owned = [
  "Authorization",
  "Cookie",
  "Host",
  "X-AccountId",
  "x_accountid",
  "Clavis-Account",
  "Clavis.User",
  "X-Forwarded-For",
  "Content-Type",
  "Connection",
  "X-HTTP-Method-Override",
  "a b",
];
const carriers = owned.map(
  (name): Mistake => [
    `a key in ${name}`,
    withSchemes(`o:\n  type: apiKey\n  in: header\n  name: "${name}" #!\n  x-clavis-credential: api-key`, "- {o: []}"),
    /belongs to HTTP or to Clavis|is not a name/,
  ],
);

const groups = { files, structure, bodies, references, paths, operations, schemes, carriers };
for (const [group, mistakes] of Object.entries(groups)) {
  test(`a mistake is reported once, at its line: ${group}`, () => {
    for (const mistake of mistakes) assertFound(mistake);
  });
}

test("aliases can not be used to nest more deeply than is allowed", () => {
  const nest = (inner: string): string => `${"[".repeat(60)}${inner}${"]".repeat(60)}`;
  const [problem] = problemsOf(`a: &a ${nest("1")}\nb: ${nest("*a")}`);
  assert.match(problem?.detail ?? "", /100 levels/);
  assert.equal(problem?.line, 2);
});

test("aliases that expand beyond reason are refused, not expanded", () => {
  const [problem, ...more] = problemsOf(bomb);
  assert.match(problem?.detail ?? "", /expand to more than 1000000 values/);
  assert.deepEqual(more, []);
});

test("all mistakes are given at once, in the order of the file", () => {
  const text = withPaths(`/a/{id}:
  get:
    operationId: write #!
    x-clavis-thing: 1 #!
    parameters:
      - {name: id, in: path, required: true, schema: {$ref: "#/nowhere"}} #!
    ${ok}
/b:
  get:
    security: [{none: []}] #!
    ${ok}`);
  const lines = text.split("\n").flatMap((line, at) => (line.includes("#!") ? [at + 1] : []));
  assert.deepEqual(
    problemsOf(text).map(({ line }) => line),
    lines,
  );
});

test("LEG-05: a key in the query is refused unless clavis.yaml allows it", () => {
  const scheme = "o:\n  type: apiKey\n  in: query #!\n  name: k\n  x-clavis-credential: api-key";
  const text = withSchemes(scheme, "- {o: []}");
  assertFound(["a key in the query", text, /legacy\.keyInQuery/]);
  assert.deepEqual(problemsOf(text, { keyInQuery: true }), []);
});

test("OAU-15: a token in the query is refused, whatever clavis.yaml allows for keys", () => {
  for (const word of ["access-token", "one-time"]) {
    const scheme = `o: {type: apiKey, in: query, name: t, x-clavis-credential: ${word}} #!`;
    const text = withSchemes(scheme, "- {o: []}");
    assertFound([word, text, /can only be carried in a header or a bearer, not in a query/, { keyInQuery: true }]);
  }
});

test("a key's parameter has a name that can stand in WWW-Authenticate", () => {
  for (const name of ["sleutel\u00a7", "\u043a\u043b\u044e\u0447", 'a"b', "a b"]) {
    const scheme = `o:\n  type: apiKey\n  in: query\n  name: ${JSON.stringify(name)}\n  x-clavis-credential: api-key`;
    const [problem] = problemsOf(withSchemes(scheme, "- {o: []}"), { keyInQuery: true });
    assert.match(problem?.detail ?? "", /is not a name that a query can have/, name);
  }
});

test("HTT-11: TRACE can not be described", () => {
  assertFound(["TRACE", withPaths(`/a:\n  get: {${ok}}\n  trace: {${ok}} #!`), /TRACE is never served/]);
});

test("scopes are rights on modules that exist, or are mapped", () => {
  const text = withSchemes(key, "- key: [invoices:read, 'clients:read'] #!");
  assert.match(problemsOf(text)[0]?.detail ?? "", /there is no module "clients"/);
  const right = parseRight("invoices");
  assert.ok(!("problem" in right));
  assert.deepEqual(problemsOf(text, { scopes: new Map([["clients:read", [right]]]) }), []);
});

const valid = withPaths(`/invoices/{id}:
  parameters: [{$ref: "#/components/parameters/id"}]
  get: {operationId: show, x-clavis-module: bills, security: [{key: ["bills:read"]}, {}], ${ok}}
  post: {x-clavis-action: send, x-clavis-entity: id, x-clavis-account: id, servers: [{url: /}], ${ok}}`).replace(
  "components:",
  `components:\n  parameters: {id: ${id}}`,
);

/** Puts a value in the place of another, chosen by numbers. */
function planted(root: unknown, route: readonly number[], value: unknown): unknown {
  const [step, ...rest] = route;
  if (step === undefined || typeof root !== "object" || root === null) return value;
  const names = Object.keys(root);
  const name = names[step % Math.max(names.length, 1)] ?? "x";
  const next = planted(Reflect.get(root, name), rest, value);
  return Array.isArray(root) ? Object.assign([...root], { [name]: next }) : { ...root, [name]: next };
}

const anyPart = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    { $ref: "#" },
    { $ref: "#/paths" },
    { $ref: 1 },
    [[]],
    { valueOf: 1 },
    { key: [1] },
    "{id}",
    "/{x}/{y}",
  ),
);

test("whatever stands in a description, reading it gives problems and never throws", () => {
  const route = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 7 });
  const start: unknown = parse(valid);
  fc.assert(
    fc.property(fc.array(fc.tuple(route, anyPart), { minLength: 1, maxLength: 3 }), (changes) => {
      const text = stringify(changes.reduce((root, [steps, value]) => planted(root, steps, value), start));
      const source = readSource(text, "api.yaml");
      if ("problems" in source) return;
      const findings = new Findings(source.document);
      readContent(source.document.root, settings, findings);
      for (const { line } of findings.problems) assert.ok(line >= 1);
    }),
    { numRuns: 300 },
  );
});

test("whatever the text, and whatever the shape, reading it never throws", () => {
  assert.deepEqual(problemsOf(valid), []);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      readSource(text, "api.yaml");
    }),
    { numRuns: 300 },
  );
  const start: unknown = parse(valid);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 6 }), anyPart, (route, value) => {
      problemsOf(stringify(planted(start, route, value)));
    }),
    { numRuns: 10 },
  );
});

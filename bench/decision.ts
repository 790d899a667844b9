/**
 * The whole decision in process: facts to outcome and record, key found by its digest, network and rate checked.
 * Prints microseconds and ratios; each figure is the median of interleaved rounds.
 */
import { randomBytes } from "node:crypto";
import { KeyDigester, MemorySettlement } from "@clavis/adapters";
import {
  actionBits,
  compileOperations,
  composeApiKey,
  createPipeline,
  everything,
  type Judgement,
  type KeyRecord,
  type Network,
  NetworkSet,
  type Operation,
  type Pipeline,
  type Policy,
  parseNetwork,
  parseRight,
  type RawRequest,
  type Right,
  RightSet,
} from "@clavis/core";

interface Setting {
  readonly rights: number;
  readonly networks: number;
  readonly routes: number;
}

const secret = composeApiKey("clv", "live", randomBytes);
const digester = new KeyDigester(randomBytes(32));

const rightsOf = (count: number): RightSet =>
  new RightSet([
    ...Array.from({ length: count - 1 }, (_, at) => parseRight(`module${at}/e-${at}:read`) as Right),
    parseRight("invoices:read") as Right,
  ]);

const networksOf = (count: number): NetworkSet =>
  new NetworkSet([
    ...Array.from({ length: count - 1 }, (_, at) => parseNetwork(`10.${at >> 8}.${at & 255}.0/24`) as Network),
    parseNetwork("203.0.113.0/24") as Network,
  ]);

const operation = (module: string, id: string, method: string, template: string, bit: 1 | 2): Operation => ({
  id,
  owner: "provider",
  method,
  template,
  module,
  action: { bit, verb: undefined },
  entity: template.includes("{") ? "id" : undefined,
  spelling: undefined,
  account: undefined,
  security: [[{ scheme: "ApiKey", rights: [] }]],
});

function tableOf(routes: number) {
  const modules = ["invoices", ...Array.from({ length: Math.ceil(routes / 3) - 1 }, (_, at) => `module${at}`)];
  const table = compileOperations(
    modules.flatMap((module) => [
      operation(module, `list-${module}`, "GET", `/api/v1/${module}`, actionBits.read),
      operation(module, `get-${module}`, "GET", `/api/v1/${module}/{id}`, actionBits.read),
      operation(module, `create-${module}`, "POST", `/api/v1/${module}`, actionBits.create),
    ]),
  );
  if ("problems" in table) throw new Error("the operations of the benchmark are ambiguous");
  return table;
}

function pipelineOf({ rights, networks, routes }: Setting): Pipeline {
  const operations = tableOf(routes);
  const none = tableOf(3);
  const schemes = [
    { name: "ApiKey", credentials: ["api-key"], carrier: "header", parameter: "x-api-key" },
  ] as const satisfies Policy["surfaces"]["public"]["schemes"];
  const policy: Policy = {
    environments: [
      { name: "production", primary: true, hosts: [], keyTag: "live", challenge: "standard", cors: undefined },
    ],
    surfaces: {
      public: { hosts: undefined, operations, schemes },
      private: { hosts: new Set(["localhost"]), operations: none, schemes: [] },
      authz: { hosts: new Set(["localhost"]), operations: none, schemes: [] },
    },
    trustedProxies: new NetworkSet([]),
    keyPrefix: "clv",
    accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
    errorBase: "http://127.0.0.1:8080/.clavis/errors/",
    recordedHeaders: ["user-agent"],
  };
  const key: KeyRecord = {
    id: "key_0123456789ABCDEFGHIJKL",
    version: 1,
    slot: 0,
    environment: "production",
    account: { number: "CKLANT001", enabled: true, rights: everything },
    rights: rightsOf(rights),
    ceilings: [everything],
    links: [],
    enabled: true,
    notBefore: Number.NEGATIVE_INFINITY,
    expiresAt: Number.POSITIVE_INFINITY,
    revokedAt: Number.POSITIVE_INFINITY,
    versionEndsAt: Number.POSITIVE_INFINITY,
    networks: networksOf(networks),
    rate: { limit: 1_000_000_000, seconds: 1 },
  };
  const keys = new Map([[digester.digestHex(secret), key]]);
  return createPipeline({
    policy,
    snapshot: {
      findKey: (text) => keys.get(digester.digestHex(text)),
      findKeyById: () => undefined,
      findAccount: () => undefined,
      findUser: () => undefined,
      findUserById: () => undefined,
      hasLink: () => false,
      findChain: () => undefined,
    },
    settlement: new MemorySettlement(),
    onError: (error) => {
      throw error;
    },
  });
}

/** Thirteen header lines, as a browser or a library sends them. */
const request = (method: string, target: string): RawRequest => ({
  listener: "public",
  method,
  target,
  headers: [
    ...["Host", "127.0.0.1:8080", "User-Agent", "curl/8.5.0", "Accept", "application/json"],
    ...["Accept-Encoding", "gzip, deflate, br", "Accept-Language", "nl-BE,nl;q=0.9", "X-API-Key", secret],
    ...["Referer", "https://app.example/", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site", "cross-site"],
    ...["Cache-Control", "no-cache", "Pragma", "no-cache", "Connection", "keep-alive", "DNT", "1"],
  ],
  peer: "203.0.113.9",
  secure: false,
  time: Date.now(),
  requestId: "019aa0f0-0000-7000-8000-000000000000",
});

const usual: Setting = { rights: 1, networks: 1, routes: 30 };
const pipelines = {
  usual: pipelineOf(usual),
  rights: pipelineOf({ ...usual, rights: 1000 }),
  networks: pipelineOf({ ...usual, networks: 10_000 }),
  routes: pipelineOf({ ...usual, routes: 3000 }),
};
const allowed = request("GET", "/api/v1/invoices/12?page=2");
const refused = request("POST", "/api/v1/invoices");
/** An API key is judged at once. */
function judged(pipeline: Pipeline, raw: RawRequest): Judgement {
  const judgement = pipeline.judge(raw);
  if ("need" in judgement) throw new TypeError("nothing here needs a look-up");
  return judgement;
}

const ending = { phase: "whole", status: 200, duration: 1, upstreamTime: 1, bytesIn: 0, bytesOut: 100 } as const;

const runs: Record<string, () => unknown> = {
  digest: () => digester.digestHex(secret),
  allowed: () => pipelines.usual.judge(allowed),
  "allowed, with its record": () => pipelines.usual.record(judged(pipelines.usual, allowed), ending),
  refused: () => pipelines.usual.judge(refused),
  "1,000 rights": () => pipelines.rights.judge(allowed),
  "10,000 networks": () => pipelines.networks.judge(allowed),
  "3,000 operations": () => pipelines.routes.judge(allowed),
};

const loops = 20_000;
const rounds = 7;
const times = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
for (let round = -2; round < rounds; round++) {
  for (const [name, run] of Object.entries(runs)) {
    const start = process.cpuUsage();
    for (let loop = 0; loop < loops; loop++) run();
    const { user, system } = process.cpuUsage(start);
    if (round >= 0) times.get(name)?.push((user + system) / loops);
  }
}

const median = (name: string): number => (times.get(name) ?? []).sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
const line = (name: string, figure: string, target: string): void =>
  console.log(`${name.padEnd(28)}${figure.padStart(10)}   ${target}`);

line("in process", "CPU us", "target");
line("key digest (part of it)", median("digest").toFixed(2), "");
line("decision, allowed", median("allowed").toFixed(2), "");
line("decision, with its record", median("allowed, with its record").toFixed(2), "3.5 us");
line("decision, refused", median("refused").toFixed(2), "");
line("", "ratio", "");
for (const name of ["1,000 rights", "10,000 networks", "3,000 operations"])
  line(`${name} / 1`, (median(name) / median("allowed")).toFixed(2), name.startsWith("3") ? "" : "1.05");

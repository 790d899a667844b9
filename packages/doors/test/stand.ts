import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  type AccountRecord,
  actionBits,
  compileOperations,
  composeApiKey,
  createPipeline,
  everything,
  type KeyRecord,
  NetworkSet,
  type Operation,
  type OperationTable,
  type Policy,
  type RequestLog,
  type RequestRecord,
  refusal,
  type Surface,
  type UserRecord,
} from "@clavis/core";
import { Gateway } from "../src/gateway/gateway.ts";
import { type UpstreamOptions, upstreamDefaults } from "../src/gateway/upstream.ts";
import type { Resolver } from "../src/judge-and-resolve.ts";
import type { DoorPorts } from "../src/listener/door.ts";
import { type Listener, type ListenerOptions, openListener } from "../src/listener/listener.ts";
import type { OwnHandlers } from "../src/own/own-operations.ts";
import { requestIds } from "../src/request-id.ts";

const keyed: Operation["security"] = [[{ scheme: "key", rights: [] }], [{ scheme: "basic", rights: [] }]];

/** Everything a test's API offers: things below /api, open to a key, and what Clavis itself answers. */
const operations: readonly Operation[] = [
  operation("listThings", "GET", "/api/things", actionBits.read),
  operation("createThing", "POST", "/api/things", actionBits.create),
  operation("readThing", "GET", "/api/things/{id}", actionBits.read),
  operation("replaceThing", "PUT", "/api/things/{id}", actionBits.update),
  operation("deleteThing", "DELETE", "/api/things/{id}", actionBits.delete),
  { ...operation("readReport", "GET", "/api/reports/{id}", actionBits.read), upstream: "reports" },
  { ...operation("echo", "POST", "/own/echo/{name}", actionBits.read), owner: "clavis", security: [[]] },
  { ...operation("make", "POST", "/own/made", actionBits.create), owner: "clavis" },
  { ...operation("unbound", "GET", "/own/unbound", actionBits.read), owner: "clavis", security: [[]] },
];

function operation(id: string, method: string, template: string, bit: Operation["action"]["bit"]): Operation {
  return {
    id,
    owner: "provider",
    method,
    template,
    module: "things",
    action: { bit, verb: undefined },
    entity: undefined,
    spelling: undefined,
    account: undefined,
    security: keyed,
  };
}

function compiled(list: readonly Operation[]): OperationTable {
  const table = compileOperations(list);
  assert.ok("match" in table);
  return table;
}

function policyOf(): Policy {
  const schemes = [
    { name: "key", credentials: ["api-key"], carrier: "header", parameter: "x-api-key" },
    { name: "basic", credentials: ["password"], carrier: "basic", deprecatedSince: 1_767_225_600 },
  ] as const;
  const surface: Surface = { hosts: undefined, operations: compiled(operations), schemes };
  const nothing: Surface = { hosts: undefined, operations: compiled([]), schemes: [] };
  const production = { name: "production", primary: true, hosts: [], keyTag: "live", challenge: "standard" } as const;
  return {
    environments: [{ ...production, cors: undefined, origins: new Set() }],
    surfaces: { public: surface, private: nothing, authz: nothing },
    trustedProxies: new NetworkSet([]),
    keyPrefix: "clv",
    accountForm: { prefix: "C", characters: "A-Z0-9", length: 9 },
    errorBase: "http://localhost/.clavis/errors/",
    recordedHeaders: ["user-agent"],
    limits: [],
    formatSuffix: undefined,
  };
}

const account: AccountRecord = {
  number: "CKLANT001",
  enabled: true,
  rights: everything,
  restrictions: undefined,
  zone: "UTC",
};

/** The request log of a test: what was written, and a switch to make it fail. */
export class TestLog implements RequestLog {
  readonly records: RequestRecord[] = [];
  committed = 0;
  failing = false;

  append(record: RequestRecord): void {
    this.records.push(record);
  }

  async commit(record: RequestRecord): Promise<void> {
    if (this.failing) throw new Error("the disk is full");
    this.records.push(record);
    this.committed++;
  }
}

/** A door with a real pipeline over one key, listening on loopback. Ends with `close`. */
export class Stand {
  readonly key: string = composeApiKey("clv", "live", randomBytes);
  readonly log = new TestLog();
  readonly errors: unknown[] = [];
  readonly used: { id: string; address: string | undefined }[] = [];
  readonly ports: DoorPorts;
  /** What is found out about passwords; nothing, unless a test says so. */
  resolve: Resolver["resolve"] = () => ({ kind: "wrong" });
  revoked = false;
  userEnabled = true;
  readonly #opened: (() => Promise<void>)[] = [];

  constructor(mode: "bounded" | "strict" = "bounded") {
    const onError = (error: unknown): void => void this.errors.push(error);
    const pipeline = createPipeline({
      policy: policyOf(),
      snapshot: {
        findKey: (secret) => (secret === this.key ? this.#record() : undefined),
        findKeyById: () => undefined,
        findAccount: (number) => (number === account.number ? account : undefined),
        findUser: (email) => (email === "jan@domain.be" ? this.#user() : undefined),
        findUserById: (id) => (id === "user-1" ? this.#user() : undefined),
        findApplication: () => undefined,
        isLocked: () => false,
        epochOf: () => 0,
        findUserByExternalId: () => undefined,
        hasLink: () => false,
        findChain: () => undefined,
      },
      settlement: { settle: () => [] },
      tokens: {
        read: () => ({ kind: "refused", refusal: refusal("credential", "credential_invalid", "token", "No token.") }),
        isRevoked: () => false,
      },
      geo: { countryOf: () => "unavailable" },
      anchors: { find: () => undefined },
      onError,
    });
    this.ports = {
      pipeline,
      recording: { mode, log: this.log },
      resolver: { resolve: (need, time) => this.resolve(need, time) },
      activity: {
        used: ({ id }, _time, address) => void this.used.push({ id, address }),
        sessionUsed: ({ id }, _time, address) => void this.used.push({ id, address }),
      },
      now: Date.now,
      nextRequestId: requestIds(randomBytes),
      onError,
    };
  }

  async listen(
    upstream: string | undefined,
    options: Partial<ListenerOptions> = {},
    limits: Partial<UpstreamOptions> & { readonly bodyBytes?: number; readonly reports?: string } = {},
    handlers: OwnHandlers = new Map(),
  ): Promise<Listener> {
    const { bodyBytes = 1024 * 1024, reports, ...rest } = limits;
    const named = new Map(
      reports === undefined ? [] : [["reports", { ...upstreamDefaults, ...rest, origin: reports }]],
    );
    const upstreams = new Map(
      upstream === undefined ? [] : [["production", { ...upstreamDefaults, ...rest, origin: upstream }]],
    );
    const gateway = new Gateway({ upstreams, named: new Map([["production", named]]), bodyBytes });
    const address = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
    const defaults = {
      address,
      listener: "public",
      inFlight: 1000,
      headerBytes: 16 * 1024,
      connections: 1000,
      handlers,
      gateway,
    } as const;
    const listener = await openListener({ ...defaults, ...options }, this.ports);
    this.#opened.push(async () => {
      await listener.drain(0);
      await gateway.close();
    });
    return listener;
  }

  /** Registers what else has to be closed with the stand. */
  closes(close: () => Promise<void>): void {
    this.#opened.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#opened.reverse()) await close();
  }

  #user(): UserRecord {
    const memberships = new Map([[account.number, { rights: everything, restrictions: [] }]]);
    return {
      id: "user-1",
      enabled: this.userEnabled,
      kind: undefined,
      mainAccount: account.number,
      memberships,
      passwordVersion: 1,
      passwordChangeDue: false,
    };
  }

  #record(): KeyRecord {
    return {
      id: "key-1",
      version: 1,
      slot: 0,
      environment: "production",
      owner: "account",
      account,
      rights: everything,
      ceilings: [],
      links: [],
      boundTo: undefined,
      enabled: true,
      notBefore: Number.NEGATIVE_INFINITY,
      expiresAt: Number.POSITIVE_INFINITY,
      revokedAt: this.revoked ? 0 : Number.POSITIVE_INFINITY,
      versionEndsAt: Number.POSITIVE_INFINITY,
      restrictions: undefined,
    };
  }
}

/** Waits until something holds, at most three seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 3000;
  while (!holds()) {
    assert.ok(performance.now() < end, `waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

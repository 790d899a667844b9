import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import {
  Argon2Hasher,
  KeyDigester,
  keyDigestsWith,
  LocalSettlement,
  MemoryLedger,
  openKeyActivity,
  openSqliteSnapshot,
  openSqliteStore,
  PasswordResolver,
  SqliteRequestLog,
} from "@clavis/adapters";
import { createPipeline, type Scheme, type Snapshot } from "@clavis/core";
import {
  createAccount,
  createKey,
  createRole,
  type Directory,
  type DirectoryStore,
  type User,
} from "@clavis/directory";
import { clavisMiddleware, requestIds } from "@clavis/doors";
import { benchOperation, benchPolicy, keyScheme, keyUses, unasked } from "../bench-policy.ts";
import { answerPlainly } from "../http/plain-answer.ts";

/** What is measured: a server that takes keys and passwords, over a directory in SQLite, with the request log on. */
export interface Stand {
  readonly server: Server;
  readonly key: string;
  readonly snapshot: Snapshot;
  readonly resolver: PasswordResolver;
  close(): Promise<void>;
}

export const password = "MijnWachtwoord";
export const emailOf = (number: number): string => `user${number}@domain.be`;

const account = "CKLANT001";
const onError = (error: unknown): void => console.error(error);

/** `users` of them have the password; every tenth is disabled. */
export async function openStand(folder: string, users: number): Promise<Stand> {
  const path = join(folder, "clavis.db");
  const pepper = randomBytes(32);
  const store = await openSqliteStore(path);
  const hasher = new Argon2Hasher({ randomBytes });
  const directory = directoryOn(store, pepper, hasher);
  const { secret } = await fill(directory, users, await hasher.hash(password));
  const settlement = new LocalSettlement(new MemoryLedger());
  const snapshot = openSqliteSnapshot(path, { digester: new KeyDigester(pepper) });
  const resolver = new PasswordResolver({
    store,
    hasher,
    randomBytes,
    acceptsSha1: () => false,
    rehashed: async () => {},
    onError,
  });
  const options = { folder: join(folder, "requests"), node: "bench", boot: "bench", clock: Date.now };
  const log = await SqliteRequestLog.open({ ...options, onProblem: onError });
  const activity = openKeyActivity(join(folder, "activity.db"));
  const { protect } = clavisMiddleware(
    { handlers: new Map() },
    {
      pipeline: createPipeline({ ...unasked, policy, snapshot, settlement, onError }),
      resolver,
      recording: { mode: "bounded", log },
      activity: keyUses(activity),
      now: Date.now,
      nextRequestId: requestIds(randomBytes),
      onError,
    },
  );
  const server = createServer(protect(answerPlainly));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await log.close();
    activity.close();
    snapshot.close();
    await store.close();
  };
  return { server, key: secret, snapshot, resolver, close };
}

const directoryOn = (store: DirectoryStore, pepper: Uint8Array, hasher: Argon2Hasher): Directory => ({
  store,
  digests: keyDigestsWith(pepper),
  hasher,
  clock: Date.now,
  randomBytes,
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
  settings: {
    keyPrefix: "clv",
    accountForm: { prefix: "C", characters: "A-Z0-9", length: 8 },
    environments: [{ name: "production", keyTag: "live" }],
    rights: { knownModules: undefined, operationIds: new Set(), verbs: new Set(), spellings: new Map() },
    passwords: { minLength: 8, blocked: new Set(), words: [] },
    userKinds: undefined,
  },
});

/** All users have one hash: making one for each would take a minute. */
async function fill(directory: Directory, users: number, hash: string): Promise<{ readonly secret: string }> {
  await createAccount(directory, "local:bench", { number: account, name: "Benchmark" });
  await createRole(directory, "local:bench", { name: "reader", rights: ["invoices:read"] });
  await directory.store.change(async (change) => {
    for (let number = 0; number < users; number++) await change.insertUser(userOf(number), hash);
  });
  return await createKey(directory, "local:bench", {
    owner: { kind: "account", number: account },
    name: "Benchmark",
    rights: ["invoices:read"],
    environment: "production",
  });
}

const userOf = (number: number): User => ({
  id: `user_${String(number).padStart(22, "0")}`,
  email: emailOf(number),
  name: "Benchmark",
  kind: undefined,
  externalId: undefined,
  attributes: undefined,
  mainAccount: account,
  enabled: number % 10 !== 9,
  memberships: [{ account, roles: ["reader"] }],
  password: { version: 1, bootstrap: false, form: "plain" },
  createdAt: 0,
  revision: 2,
});

const schemes: readonly Scheme[] = [keyScheme, { name: "basic", credentials: ["password"], carrier: "basic" }];
const policy = benchPolicy(schemes, [benchOperation(schemes, { id: "listInvoices", template: "/api/v1/invoices" })]);

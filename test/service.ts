import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

const keyed = { "200": { description: "It is done" } };
const operation = (operationId: string, more: object = {}): object => ({ operationId, responses: keyed, ...more });
const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
const account = { ...id, name: "account" };

/** An API with one way of everything that a door treats differently. */
const description = {
  openapi: "3.1.1",
  info: { title: "Things", version: "1" },
  servers: [{ url: "/api" }],
  security: [{ header: [] }, { bearer: [] }, { query: [] }, { cookie: [] }],
  paths: {
    "/things": { get: operation("listThings"), post: operation("createThing") },
    "/things/{id}": {
      parameters: [id],
      get: operation("readThing"),
      put: operation("replaceThing"),
      delete: operation("deleteThing"),
    },
    "/things/{id}/archive": { parameters: [id], post: operation("archiveThing", { "x-clavis-action": "archive" }) },
    "/events": { get: operation("readEvents") },
    "/files/{id}": { parameters: [id], get: operation("readFile") },
    "/accounts/{account}/notes": {
      parameters: [account],
      get: operation("listNotes", { "x-clavis-account": "account" }),
    },
    "/open": { get: operation("readOpen", { security: [{}] }) },
  },
  components: {
    securitySchemes: {
      header: { type: "apiKey", in: "header", name: "X-API-Key", "x-clavis-credential": "api-key" },
      query: { type: "apiKey", in: "query", name: "apikey", "x-clavis-credential": "api-key" },
      cookie: { type: "apiKey", in: "cookie", name: "key", "x-clavis-credential": "api-key" },
      bearer: { type: "http", scheme: "bearer", "x-clavis-credential": ["api-key"] },
    },
  },
};

export const directory = {
  accounts: [
    { number: "CKLANT001", name: "Bakkerij Peeters" },
    { number: "CKLANT002", name: "Garage Claes" },
  ],
};

/** Members of clavis.yaml beside those that every service here has. */
export type Settings = Readonly<Record<string, unknown>>;

/** A folder with everything `clavis start` needs, in front of one upstream. */
export function makeService(upstream: string, settings: Settings = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "clavis-service-"));
  writeFileSync(join(folder, "openapi.yaml"), stringify(description));
  writeFileSync(join(folder, "directory.yaml"), stringify(directory));
  configure(folder, upstream, settings);
  return folder;
}

/** Writes clavis.yaml anew. */
export function configure(folder: string, upstream: string, settings: Settings = {}): void {
  const configuration = {
    environments: {
      production: { upstream, primary: true, cors: { origins: ["https://app.example.com"] } },
      sandbox: { upstream, hosts: ["sandbox.localhost"], keyTag: "test" },
    },
    api: { description: "openapi.yaml" },
    listeners: { public: "127.0.0.1:0", private: "127.0.0.1:0" },
    legacy: { keyInQuery: true },
    directory: "directory.yaml",
    ...settings,
  };
  writeFileSync(join(folder, "clavis.yaml"), stringify(configuration));
}

export const removeService = (folder: string): void => rmSync(folder, { recursive: true, force: true });

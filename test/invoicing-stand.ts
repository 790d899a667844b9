import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { startUpstream, type Upstream } from "../examples/invoicing/upstream.ts";
import { call } from "./call.ts";
import { OtherProcess } from "./other-process.ts";
import { type Reply, readReply } from "./reply.ts";
import { RunningClavis } from "./running-clavis.ts";

/** A call of the example; `as` is an API key, or the e-mail address and password of a user with a colon between. */
export interface Request {
  readonly as?: string;
  /** Sent as X-AccountId. */
  readonly account?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: unknown;
  /** The loopback address it comes from. */
  readonly from?: string;
}

const example = join(import.meta.dirname, "..", "examples", "invoicing");

/** The invoicing example with its own configuration and service, as processes on free ports. */
export class InvoicingStand {
  readonly folder: string;
  readonly other: OtherProcess;
  /** Every answer there was, as text, with the call it is an answer to. */
  readonly answers: { readonly to: string; readonly text: string }[] = [];
  readonly #upstream: Upstream;
  #server: RunningClavis | undefined;

  private constructor(folder: string, upstream: Upstream) {
    this.folder = folder;
    this.#upstream = upstream;
    this.other = new OtherProcess(folder);
  }

  /** Rejects, with everything closed again, where the server does not start. */
  static async open(): Promise<InvoicingStand> {
    const upstream = await startUpstream({ port: 0, host: "127.0.0.1" });
    const folder = mkdtempSync(join(tmpdir(), "clavis-invoicing-"));
    cpSync(example, folder, { recursive: true });
    moveTo(join(folder, "clavis.yaml"), upstream.port);
    const stand = new InvoicingStand(folder, upstream);
    try {
      stand.#server = await RunningClavis.start(folder);
      return stand;
    } catch (error) {
      await stand.close();
      throw error;
    }
  }

  get server(): RunningClavis {
    if (this.#server === undefined) throw new Error("no server was started");
    return this.#server;
  }

  /** `GET /me` and the like: the path is below /api/v1. */
  async ask(method: string, path: string, { as, account, headers, body, from }: Request = {}): Promise<Reply> {
    const agent = from === undefined ? undefined : new Agent({ localAddress: from });
    const answer = await call(this.server.public, {
      method,
      path: `/api/v1${path}`,
      headers: {
        ...carrying(as),
        ...(account !== undefined && { "X-AccountId": account }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      ...(agent && { agent }),
    });
    agent?.destroy();
    this.answers.push({ to: `${method} ${path}`, text: answer.text });
    return readReply(answer);
  }

  async close(): Promise<void> {
    await this.other.end();
    if (this.#server?.isAlive) await this.#server.stop();
    await this.#upstream.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Only where things are changes; everything else is the example's. */
function moveTo(file: string, port: number): void {
  const settings = parse(readFileSync(file, "utf8"));
  settings.environments.production.upstream = `http://127.0.0.1:${port}`;
  settings.listeners = { public: "127.0.0.1:0", private: "127.0.0.1:0" };
  settings.storage.data = "data";
  writeFileSync(file, stringify(settings));
}

function carrying(as: string | undefined): Record<string, string> {
  if (as === undefined) return {};
  return as.includes("@") ? { Authorization: `Basic ${Buffer.from(as).toString("base64")}` } : { "X-API-Key": as };
}

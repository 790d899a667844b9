import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { startUpstream, type Upstream } from "../examples/tills/upstream.ts";
import { type Answer, outcomeOf, call as send } from "./call.ts";
import { OtherProcess } from "./other-process.ts";
import { RunningClavis } from "./running-clavis.ts";
import { freePorts } from "./running-start.ts";

/** A call of the example. What it carries, by the schemes of its description. */
export interface TillCall {
  readonly key?: string;
  readonly bearer?: string;
  /** `e-mail:password` */
  readonly basic?: string;
  readonly application?: string;
  /** The cookie of a session. */
  readonly session?: string;
  readonly host?: string;
  readonly body?: object;
}

/** As `POST /tokens` answers. */
export interface Issued {
  readonly id: string;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
}

export const manager = "manager@shop.example:ManagerWachtwoord1";
export const sandbox = "sandbox.tills.example";

const example = join(import.meta.dirname, "..", "examples", "tills");

/** The tills example with its own configuration and services, as processes on free ports. */
export class TillsStand {
  readonly folder: string;
  readonly other: OtherProcess;
  readonly #upstreams: readonly Upstream[];
  #server: RunningClavis | undefined;

  private constructor(folder: string, upstreams: readonly Upstream[]) {
    this.folder = folder;
    this.#upstreams = upstreams;
    this.other = new OtherProcess(folder);
  }

  /** `change` is made to its configuration. Rejects, with everything closed again, where the server does not start. */
  static async open(change: (settings: Settings) => void = () => undefined): Promise<TillsStand> {
    const [open = 0, inner = 0] = await freePorts(2);
    const trust = {
      keys: `http://127.0.0.1:${open}/.well-known/clavis-assertions.json`,
      issuer: "https://tills.example",
      audience: "https://orders.tills.internal",
    };
    const host = "127.0.0.1";
    const upstreams = [await startUpstream({ port: 0, host, trust }), await startUpstream({ port: 0, host })];
    const folder = mkdtempSync(join(tmpdir(), "clavis-tills-"));
    cpSync(example, folder, { recursive: true });
    configure(join(folder, "clavis.yaml"), [open, inner], upstreams, change);
    const stand = new TillsStand(folder, upstreams);
    try {
      await stand.start();
      return stand;
    } catch (error) {
      await stand.close();
      throw error;
    }
  }

  /** The server process started last. */
  get server(): RunningClavis {
    if (this.#server === undefined) throw new Error("no server was started");
    return this.#server;
  }

  async start(): Promise<void> {
    this.#server = await RunningClavis.start(this.folder);
  }

  /** The path is below /api/v1. */
  ask(method: string, path: string, call: TillCall = {}): Promise<Answer> {
    const { key, body } = call;
    return send(this.server.public, {
      method,
      path: `/api/v1${path}`,
      ...(key !== undefined && { key }),
      headers: headersOf(call),
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** The status of a call and, of a refusal, its code. */
  async outcome(method: string, path: string, call: TillCall = {}): Promise<string> {
    return outcomeOf(await this.ask(method, path, call));
  }

  /** Makes a token of what the call carries. Throws where it is refused. */
  async token(order: object, call: TillCall): Promise<Issued> {
    const answer = await this.ask("POST", "/tokens", { ...call, body: order });
    if (answer.status !== 201) throw new Error(`no token was made: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Issued;
  }

  /** Makes a key of the shop's account, or of whom the options name, in the production environment where none is. */
  issue(...options: string[]): Promise<{ id: string; key: string }> {
    const owned = options.includes("--account") || options.includes("--application");
    return this.other.json(
      "keys",
      "create",
      "--name",
      "Test",
      ...(owned ? [] : ["--account", "CSHOP0001"]),
      ...options,
    );
  }

  async close(): Promise<void> {
    await this.other.end();
    if (this.#server?.isAlive) await this.#server.stop();
    await Promise.all(this.#upstreams.map((upstream) => upstream.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function headersOf({ bearer, basic, application, session, host, body }: TillCall): Record<string, string> {
  const authorization = basic === undefined ? bearer && `Bearer ${bearer}` : `Basic ${btoa(basic)}`;
  return {
    ...(authorization && { Authorization: authorization }),
    ...(application !== undefined && { "X-Application-Key": application }),
    ...(session !== undefined && { Cookie: session, "Clavis-Csrf": "1" }),
    ...(host !== undefined && { Host: host }),
    ...(body && { "Content-Type": "application/json" }),
  };
}

/** Of clavis.yaml, what is changed here and in tests. */
interface Settings {
  environments: {
    production: { upstream: string; tokens: { refresh: Record<string, string>; [member: string]: unknown } };
    sandbox: { upstream: string; tokens: Record<string, unknown> };
  };
  limits: { rates: object[] };
  listeners: Record<string, string>;
  storage: { data: string };
  [member: string]: unknown;
}

function configure(
  file: string,
  [open, inner]: readonly number[],
  [production, practice]: readonly Upstream[],
  change: (settings: Settings) => void,
): void {
  const settings = parse(readFileSync(file, "utf8")) as Settings;
  settings.environments.production.upstream = `http://127.0.0.1:${production?.port}`;
  settings.environments.sandbox.upstream = `http://127.0.0.1:${practice?.port}`;
  settings.listeners = { public: `127.0.0.1:${open}`, private: `127.0.0.1:${inner}` };
  settings.storage.data = "data";
  change(settings);
  writeFileSync(file, stringify(settings));
}

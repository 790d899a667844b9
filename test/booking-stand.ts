import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Running, start } from "clavis";
import pino from "pino";
import { parse, stringify } from "yaml";
import { startUpstream, type Upstream } from "../examples/booking/upstream.ts";
import { call } from "./call.ts";
import { OtherProcess } from "./other-process.ts";
import { type Reply, readReply } from "./reply.ts";

/** What a test has otherwise than the example. */
export interface Changes {
  /** Members of clavis.yaml, whole. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the text of openapi.yaml. */
  readonly describe?: (text: string) => string;
}

type EnvironmentName = "production" | "sandbox";

/** A call of the example, to the sandbox where nothing else is said. */
export interface BookingRequest {
  readonly environment?: EnvironmentName;
  /** Sent as `?apikey=`. */
  readonly key?: string;
  /** E-mail address and password of a user with a colon between. */
  readonly user?: string;
  /** The value of the cookie. */
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form where it is one, else as JSON. */
  readonly body?: URLSearchParams | object;
}

/** Who signs in, and the SHA-1 of their password. */
export const pro = {
  kind: "pro",
  email: "fake.user@gmail.com",
  password: "test",
  digest: "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
} as const;
export const client = {
  kind: "account",
  email: "client@example.org",
  password: "clientpass",
  digest: "2cdfe6619f9a1d1ce666d0b9ab800dc3c77f4e6d",
} as const;

const example = join(import.meta.dirname, "..", "examples", "booking");
const hosts = { production: "www.booking.example", sandbox: "sandbox.booking.example" } as const;

/** The booking example with its own configuration and services, in this process, on free ports, by a clock of its own. */
export class BookingStand {
  readonly folder: string;
  /** In which commands run, on the same data. */
  readonly other: OtherProcess;
  /** An application key for each environment, made by command. */
  readonly keys: Record<EnvironmentName, string> = { production: "", sandbox: "" };
  readonly #upstreams: readonly Upstream[];
  #ahead = 0;
  #running: Running | undefined;

  private constructor(folder: string, upstreams: readonly Upstream[]) {
    this.folder = folder;
    this.#upstreams = upstreams;
    this.other = new OtherProcess(folder);
  }

  /** Rejects, with everything closed again, where the server does not start. */
  static async open(changes: Changes = {}): Promise<BookingStand> {
    const places = { port: 0, host: "127.0.0.1" };
    const upstreams = await Promise.all([startUpstream(places), startUpstream(places)]);
    const folder = mkdtempSync(join(tmpdir(), "clavis-booking-"));
    cpSync(example, folder, { recursive: true });
    change(folder, upstreams, changes);
    const stand = new BookingStand(folder, upstreams);
    try {
      await stand.#start();
      for (const environment of ["production", "sandbox"] as const)
        stand.keys[environment] = (await stand.makeKey("--environment", environment)).key;
      return stand;
    } catch (error) {
      await stand.close();
      throw error;
    }
  }

  async #start(): Promise<void> {
    this.#running = await start({
      config: join(this.folder, "clavis.yaml"),
      overrides: { public: undefined, private: undefined, data: undefined },
      workingDirectory: this.folder,
      variables: {},
      clock: () => Date.now() + this.#ahead,
      logger: pino({ level: "silent" }),
    });
  }

  /** A key of the application `agenda`, where none is named, with further options of `keys create`. */
  makeKey(...options: string[]): Promise<{ readonly id: string; readonly key: string }> {
    const owner = options.includes("--application") ? [] : ["--application", "agenda"];
    return this.other.json("keys", "create", ...owner, ...options);
  }

  /** Puts the server's clock ahead by so many minutes more. */
  wait(minutes: number): void {
    this.#ahead += minutes * 60_000;
  }

  /** `POST /api/v1/groups`: with the whole path, and a query where there is one. */
  async ask(method: string, path: string, request: BookingRequest = {}): Promise<Reply> {
    const { environment = "sandbox", key, user, session, headers, body } = request;
    const separator = path.includes("?") ? "&" : "?";
    const isForm = body instanceof URLSearchParams;
    const answer = await call(this.#running?.addresses.public ?? "", {
      method,
      path: key === undefined ? path : `${path}${separator}apikey=${key}`,
      headers: {
        Host: hosts[environment],
        ...(user !== undefined && { Authorization: `Basic ${Buffer.from(user).toString("base64")}` }),
        ...(session !== undefined && { Cookie: `_session_id=${session}` }),
        ...(body && { "Content-Type": isForm ? "application/x-www-form-urlencoded" : "application/json" }),
        ...headers,
      },
      ...(body && { body: isForm ? body.toString() : JSON.stringify(body) }),
    });
    return readReply(answer);
  }

  /** Signs in with a form, as the contract says, and gives the answer. */
  signIn(
    { kind, email, digest }: { readonly kind: string; readonly email: string; readonly digest: string },
    more: BookingRequest = {},
  ): Promise<Reply> {
    const body = new URLSearchParams({ [`${kind}[email]`]: email, [`${kind}[password]`]: digest });
    return this.ask("POST", "/api/v1/sessions/login", { key: this.keys[more.environment ?? "sandbox"], body, ...more });
  }

  /** Signs in, and gives the value of the cookie. */
  async openSession(who: Parameters<BookingStand["signIn"]>[0] = pro, more: BookingRequest = {}): Promise<string> {
    return sessionIn(await this.signIn(who, more));
  }

  async close(): Promise<void> {
    await this.other.end();
    await this.#running?.close();
    await Promise.all(this.#upstreams.map((upstream) => upstream.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The value of the cookie that an answer sets; throws where it sets none. */
export function sessionIn({ headers, text }: Reply): string {
  const value = /^_session_id=([0-9a-f]+);/.exec(headers["set-cookie"]?.[0] ?? "")?.[1];
  if (value === undefined) throw new Error(`no session was opened: ${text}`);
  return value;
}

/** Where things are changes, and what is asked for; everything else is the example's. */
function change(
  folder: string,
  [production, sandbox]: readonly Upstream[],
  { settings: more, describe = (text) => text }: Changes,
): void {
  const file = join(folder, "clavis.yaml");
  const settings = parse(readFileSync(file, "utf8"));
  settings.environments.production.upstream = `http://127.0.0.1:${production?.port}`;
  settings.environments.sandbox.upstream = `http://127.0.0.1:${sandbox?.port}`;
  settings.listeners = { public: "127.0.0.1:0", private: "127.0.0.1:0" };
  settings.storage.data = "data";
  writeFileSync(file, stringify({ ...settings, ...more }));
  const description = join(folder, "openapi.yaml");
  writeFileSync(description, describe(readFileSync(description, "utf8")));
}

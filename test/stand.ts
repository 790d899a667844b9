import { OtherProcess } from "./other-process.ts";
import { RunningClavis } from "./running-clavis.ts";
import { makeService, removeService, type Settings } from "./service.ts";
import { Upstream } from "./upstream.ts";

/** A key as `keys create --json` prints it. */
export interface Issued {
  readonly id: string;
  readonly key: string;
  readonly account: string;
}

/** Everything an end-to-end test needs: an upstream, a server process before it, and a second process for commands. */
export class Stand {
  readonly folder: string;
  readonly upstream: Upstream;
  readonly other: OtherProcess;
  #server: RunningClavis | undefined;

  private constructor(upstream: Upstream, settings: Settings) {
    this.upstream = upstream;
    this.folder = makeService(upstream.origin, settings);
    this.other = new OtherProcess(this.folder);
  }

  /** Rejects, with everything closed again, where the server does not start. */
  static async open(settings: Settings = {}): Promise<Stand> {
    const stand = new Stand(await Upstream.open(), settings);
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

  /** Makes a key of an account, CKLANT001 where none is named, with further options of `keys create`. */
  issue(...options: string[]): Promise<Issued> {
    const account = options.includes("--account") ? [] : ["--account", "CKLANT001"];
    return this.other.json("keys", "create", "--name", "Test", ...account, ...options);
  }

  async close(): Promise<void> {
    await this.other.end();
    if (this.#server?.isAlive) await this.#server.stop();
    await this.upstream.close();
    removeService(this.folder);
  }
}

import { Pool } from "undici";

export interface UpstreamOptions {
  /** `http://host:port` or `https://host:port`, without a path: the judged path is the path that is sent. */
  readonly origin: string;
  /** Send the client's Host instead of the upstream's own. */
  readonly preserveHost: boolean;
  /** Connections at most; further requests wait for one as long as connecting may take. */
  readonly connections: number;
  /** Milliseconds to connect, to the head of the answer, and without any byte of a body that is no event stream. */
  readonly connectTimeout: number;
  readonly answerTimeout: number;
  readonly idleTimeout: number;
  /** PEM certificates to trust instead of the system's. Verification itself can not be switched off (SECURITY HTT-12). */
  readonly authorities?: string;
}

export const upstreamDefaults = {
  preserveHost: false,
  connections: 1_024,
  connectTimeout: 5_000,
  answerTimeout: 60_000,
  idleTimeout: 60_000,
} as const satisfies Omit<UpstreamOptions, "origin">;

/** The connections to one origin: kept alive, one request on each at a time. */
export interface Upstream {
  readonly options: UpstreamOptions;
  readonly pool: Pool;
}

/** True where all connections that may be are there: who waits, waits for one of them and not for the network. */
export const isFull = ({ options, pool }: Upstream): boolean => pool.stats.connected >= options.connections;

export function openUpstream(options: UpstreamOptions): Upstream {
  const { origin, connections, connectTimeout, answerTimeout, authorities } = options;
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    allowH2: false,
    headersTimeout: answerTimeout,
    // A stream may be silent; `idleTimeout` is kept by the sweep, which knows what is a stream.
    bodyTimeout: 0,
    maxHeaderSize: 64 * 1024,
    connect: { timeout: connectTimeout, ...(authorities === undefined ? {} : { ca: authorities }) },
  });
  return { options, pool };
}

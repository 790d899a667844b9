import type { Outcome } from "@clavis/core";
import type { Exchange } from "../exchange/exchange.ts";
import { ForwardedBody } from "./forwarded-body.ts";
import { Forwarding } from "./forwarding.ts";
import { Tunnel } from "./tunnel.ts";
import { openUpstream, type Upstream, type UpstreamOptions } from "./upstream.ts";

export interface GatewayOptions {
  /** The upstream of each environment, by its name. */
  readonly upstreams: ReadonlyMap<string, UpstreamOptions>;
  /** By the environment's name and their own: what operations name instead (`x-clavis-upstream`). */
  readonly named: ReadonlyMap<string, ReadonlyMap<string, UpstreamOptions>>;
  /** Bytes of a request body at most. */
  readonly bodyBytes: number;
}

const tooLarge = "The body is larger than this API accepts.";

type Forward = Extract<Outcome, { kind: "forward" }>;

/** The upstreams of one environment: its own, and others by their names. */
interface Upstreams {
  readonly own: Upstream;
  readonly named: ReadonlyMap<string, Upstream>;
}

/** Carries out outcomes of kind `forward`: sends the judged request to its upstream and the answer back. */
export class Gateway {
  readonly #upstreams: ReadonlyMap<string, Upstreams>;
  readonly #bodyBytes: number;

  constructor({ upstreams, named, bodyBytes }: GatewayOptions) {
    this.#upstreams = new Map(
      [...upstreams].map(([name, options]) => [
        name,
        { own: openUpstream(options), named: opened(named.get(name) ?? new Map()) },
      ]),
    );
    this.#bodyBytes = bodyBytes;
  }

  forward(exchange: Exchange, outcome: Forward): void {
    const upstream = this.#upstreamOf(exchange, outcome);
    const { length } = exchange.framing;
    if (upstream === undefined) exchange.fail("internal", "This operation has no API behind it here.");
    else if (length !== undefined && length > this.#bodyBytes) exchange.fail("content_too_large", tooLarge);
    else if (exchange.upgradeHead !== undefined) new Tunnel(exchange, outcome, upstream.options).open();
    else this.#send(exchange, outcome, upstream);
  }

  #upstreamOf(exchange: Exchange, { operation }: Forward): Upstream | undefined {
    const upstreams = this.#upstreams.get(exchange.judgement.facts.environment ?? "");
    return operation.upstream === undefined ? upstreams?.own : upstreams?.named.get(operation.upstream);
  }

  #send(exchange: Exchange, outcome: Forward, upstream: Upstream): void {
    const { options, pool } = upstream;
    const { host } = exchange.judgement.facts;
    const headers = options.preserveHost ? ["Host", host, ...outcome.headers] : (outcome.headers as string[]);
    const body = exchange.framing.length === 0 ? null : this.#bodyOf(exchange);
    const handler = new Forwarding(exchange, outcome, upstream);
    pool.dispatch({ method: outcome.method, path: outcome.target, headers, body }, handler);
  }

  /** Closes the connections to all upstreams; what is still on them is broken off. */
  async close(): Promise<void> {
    const all = [...this.#upstreams.values()].flatMap(({ own, named }) => [own, ...named.values()]);
    await Promise.all(all.map(({ pool }) => pool.destroy()));
  }

  #bodyOf(exchange: Exchange): ForwardedBody {
    exchange.acceptBody();
    const body = new ForwardedBody(exchange.request, (bytes) => {
      exchange.bytesIn += bytes;
      if (exchange.bytesIn > this.#bodyBytes) exchange.fail("content_too_large", tooLarge);
    });
    return body;
  }
}

const opened = (named: ReadonlyMap<string, UpstreamOptions>): ReadonlyMap<string, Upstream> =>
  new Map([...named].map(([name, options]) => [name, openUpstream(options)]));

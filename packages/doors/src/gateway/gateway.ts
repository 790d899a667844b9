import type { Outcome } from "@clavis/core";
import type { Exchange } from "../exchange/exchange.ts";
import { ForwardedBody } from "./forwarded-body.ts";
import { Forwarding } from "./forwarding.ts";
import { openUpstream, type Upstream, type UpstreamOptions } from "./upstream.ts";

export interface GatewayOptions {
  /** The upstream of each environment, by its name. */
  readonly upstreams: ReadonlyMap<string, UpstreamOptions>;
  /** Bytes of a request body at most. */
  readonly bodyBytes: number;
}

const tooLarge = "The body is larger than this API accepts.";

/** Carries out outcomes of kind `forward`: sends the judged request to its environment's upstream and the answer back. */
export class Gateway {
  readonly #upstreams: ReadonlyMap<string, Upstream>;
  readonly #bodyBytes: number;

  constructor({ upstreams, bodyBytes }: GatewayOptions) {
    this.#upstreams = new Map([...upstreams].map(([name, options]) => [name, openUpstream(options)]));
    this.#bodyBytes = bodyBytes;
  }

  forward(exchange: Exchange, outcome: Extract<Outcome, { kind: "forward" }>): void {
    const { environment, host } = exchange.judgement.facts;
    const upstream = this.#upstreams.get(environment ?? "");
    const { length } = exchange.framing;
    if (upstream === undefined) exchange.fail("internal", "This environment has no API behind it.");
    else if (length !== undefined && length > this.#bodyBytes) exchange.fail("content_too_large", tooLarge);
    else {
      const { options, pool } = upstream;
      const headers = options.preserveHost ? ["Host", host, ...outcome.headers] : (outcome.headers as string[]);
      const body = length === 0 ? null : this.#bodyOf(exchange);
      const handler = new Forwarding(exchange, outcome, options.idleTimeout);
      pool.dispatch({ method: outcome.method, path: outcome.target, headers, body }, handler);
    }
  }

  /** Closes the connections to all upstreams; what is still on them is broken off. */
  async close(): Promise<void> {
    await Promise.all([...this.#upstreams.values()].map(({ pool }) => pool.destroy()));
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

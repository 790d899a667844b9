import type { Judgement } from "@clavis/core";
import { type Activity, applyEffects } from "../effects.ts";
import { type Arrival, Exchange, type ExchangePorts } from "./exchange.ts";
import type { OpenExchanges } from "./open-exchanges.ts";

export interface BeginningPorts extends ExchangePorts {
  readonly activity: Activity;
}

/**
 * Begins the exchange of a request as soon as it is judged, and has its outcome carried out. Until then the request
 * counts as in progress and nothing of its body is read. A client that went away meanwhile is recorded all the same.
 */
export function beginExchange(
  arrival: Arrival,
  judged: Judgement | Promise<Judgement>,
  ports: BeginningPorts,
  open: OpenExchanges,
  carryOut: (exchange: Exchange) => void,
): void {
  if (judged instanceof Promise) void beginLater(arrival, judged, ports, open, carryOut);
  else {
    carryOut(new Exchange(arrival, judged, ports, open));
    applyEffects(judged, ports.activity);
  }
}

async function beginLater(
  arrival: Arrival,
  judged: Promise<Judgement>,
  ports: BeginningPorts,
  open: OpenExchanges,
  carryOut: (exchange: Exchange) => void,
): Promise<void> {
  const held = open.hold(arrival);
  try {
    const judgement = await judged;
    const exchange = new Exchange(arrival, judgement, ports, open);
    if (held.fault !== undefined) exchange.breakBody(held.fault);
    else if (!exchange.isClosed) carryOut(exchange);
    applyEffects(judgement, ports.activity);
  } catch (error) {
    ports.onError(error, "-");
    arrival.response.destroy();
  } finally {
    open.release(held);
  }
}

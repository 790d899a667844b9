import type { Judgement, Operation, Pipeline } from "@clavis/core";
import type { Exchange, ExchangePorts } from "../exchange/exchange.ts";
import { CallFault } from "./call-fault.ts";
import { membersOf, readBody } from "./read-body.ts";

/**
 * Carries out an outcome of kind `answer`. Who lacks a credential at one of Clavis's own operations may have sent it in the
 * body: then 400 `credential_misplaced` says where it belongs. A body that can not be read changes nothing.
 */
export function answerRefused(
  exchange: Exchange,
  { pipeline, onError }: Pick<ExchangePorts, "pipeline" | "onError">,
): void {
  const operation = exchange.framing.length === 0 ? undefined : lackingOperation(exchange.judgement);
  if (operation === undefined) {
    exchange.answerOutcome();
    return;
  }
  misplacedIn(exchange, operation, pipeline)
    .then((misplaced) => {
      if (misplaced === undefined) exchange.answerOutcome();
      else exchange.fail("credential_misplaced", misplaced);
    })
    .catch((error: unknown) => {
      onError(error, exchange.judgement.facts.requestId);
      exchange.disconnect();
    });
}

/** The operation of Clavis's own that is refused for want of a credential. */
function lackingOperation({ decision }: Judgement): Operation | undefined {
  if (decision.effect === "allow" || decision.refusal.code !== "credential_missing") return undefined;
  return decision.operation?.owner === "clavis" ? decision.operation : undefined;
}

async function misplacedIn(
  exchange: Exchange,
  operation: Operation,
  pipeline: Pick<Pipeline, "misplaced">,
): Promise<string | undefined> {
  try {
    return pipeline.misplaced(exchange.judgement, membersOf(await readBody(exchange, operation.acceptsForm === true)));
  } catch (error) {
    if (error instanceof CallFault) return undefined;
    throw error;
  }
}

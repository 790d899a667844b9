import { TokenRevocation, validatorOf } from "@clavis/contract";
import { emptyAnswer, type OwnHandler } from "../handler.ts";
import { readBody } from "../self-service/input.ts";
import { refusing } from "../self-service/refusals.ts";
import type { TokenPorts } from "./token-ports.ts";

/**
 * `POST /tokens/revoke`: whoever holds a token may end it. What is no token of this environment is answered alike
 * (RFC 7009 section 2.2): there is nothing left to end.
 */
export function revokeTokenHandler({ families, revocations, reader }: TokenPorts): OwnHandler {
  const validate = validatorOf(TokenRevocation);
  return (call) => {
    const body = readBody(validate, call);
    if ("code" in body) return body;
    const { token } = body.value;
    const { environment, time } = call.judgement.facts;
    return refusing(async () => {
      const family = await families.find(token);
      if (family !== undefined) {
        if (family.environment === environment) await families.end(family.id);
        return emptyAnswer(204);
      }
      const read = reader.read(token, environment, time);
      if (read.kind === "genuine" && read.token.own && read.token.environment === environment)
        await revocations.revoke(read.token.id, read.token.expiresAt);
      return emptyAnswer(204);
    });
  };
}

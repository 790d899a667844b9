import { jsonAnswer, type OwnHandler } from "../handler.ts";
import type { TokenPorts } from "./token-ports.ts";

/** How long a verifier may keep the set: shorter than the lead by which a key is published before it signs. */
const keptFor = 300;

/** `GET /.well-known/jwks.json`: the public keys of the environment that is called; never a symmetric one. */
export const keySetHandler =
  ({ keySet }: Pick<TokenPorts, "keySet">): OwnHandler =>
  ({ judgement: { facts } }) => {
    const answer = jsonAnswer(200, keySet(facts.environment ?? "", facts.time));
    const headers = ["Content-Type", "application/jwk-set+json", "Cache-Control", `public, max-age=${keptFor}`];
    return { ...answer, headers };
  };

import { jsonAnswer, type OwnHandler } from "../handler.ts";

/** The published keys of an environment, as a JSON Web Key Set. */
export type KeySetOf = (environment: string, time: number) => object;

/** How long a verifier may keep the set: shorter than the lead by which a key is published before it signs. */
const keptFor = 300;

/** The public keys of the environment that is called; never a symmetric one. */
export const keySetHandler =
  (keySet: KeySetOf): OwnHandler =>
  ({ judgement: { facts } }) => {
    const answer = jsonAnswer(200, keySet(facts.environment ?? "", facts.time));
    const headers = ["Content-Type", "application/jwk-set+json", "Cache-Control", `public, max-age=${keptFor}`];
    return { ...answer, headers };
  };

import { headerValues, type Judgement } from "@clavis/core";
import type { OwnRefusal } from "../handler.ts";
import type { SelfServiceCaller } from "./caller.ts";

/**
 * Random bytes that a server secret derives from texts: the same texts give the same bytes, and nobody else can tell
 * them from random ones.
 */
export type DeriveBytes = (...texts: readonly string[]) => (count: number) => Uint8Array;

const keyForm = /^[!-~]{1,255}$/;

/** The Idempotency-Key of a call; undefined where it has none (draft-ietf-httpapi-idempotency-key-header). */
export function idempotencyKey({ facts }: Judgement): { readonly key: string | undefined } | OwnRefusal {
  const [key, ...more] = headerValues(facts.headers, "idempotency-key");
  if (key === undefined) return { key };
  if (more.length === 0 && keyForm.test(key)) return { key };
  return { code: "request_malformed", detail: "Idempotency-Key must be one text of 1 to 255 visible characters." };
}

/**
 * Where a new secret's randomness comes from. With an Idempotency-Key it is derived from it, the caller and the account: the same call
 * sent twice draws the same secret, so the second finds the key the first one made and can show its secret again,
 * although no secret is kept.
 */
export const secretBytes = (
  derive: DeriveBytes,
  randomBytes: (count: number) => Uint8Array,
  { actor, environment, reach }: SelfServiceCaller,
  operationId: string,
  key: string | undefined,
): ((count: number) => Uint8Array) =>
  key === undefined
    ? randomBytes
    : derive("clavis/idempotency/1", operationId, environment, reach?.account.number ?? "", actor, key);

import type { JsonObject } from "../audit/canonical-json.ts";

export const signingAlgorithms = ["HS256", "RS256", "ES256", "EdDSA"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** What is signed: access tokens, or what upstreams are told of a call. No key does both. */
export type SigningPurpose = "token" | "assertion";

/** Where one key at a time signs. */
export interface SigningSlot {
  readonly environment: string;
  readonly purpose: SigningPurpose;
  readonly algorithm: SigningAlgorithm;
}

/**
 * A key that signs for a slot in its time. Times are milliseconds since the epoch: published from `createdAt`, signs
 * from `activeAt` to `retiresAt`, verifies until `endsAt`.
 */
export interface SigningKey extends SigningSlot {
  readonly kid: string;
  /** A JWK (RFC 7517) without anything secret; undefined for HS256. */
  readonly publicJwk: JsonObject | undefined;
  /** The private part or the secret, encrypted. */
  readonly sealed: Uint8Array;
  readonly createdAt: number;
  readonly activeAt: number;
  readonly retiresAt: number | undefined;
  readonly endsAt: number | undefined;
  /** The revision of the last change. */
  readonly revision: number;
}

/** `next` is published and signs nothing yet, `retiring` signs nothing any more and still verifies. */
export type SigningKeyState = "next" | "active" | "retiring" | "gone";

export function signingKeyState(
  { activeAt, retiresAt, endsAt }: Pick<SigningKey, "activeAt" | "retiresAt" | "endsAt">,
  time: number,
): SigningKeyState {
  if (endsAt !== undefined && endsAt <= time) return "gone";
  if (retiresAt !== undefined && retiresAt <= time) return "retiring";
  return activeAt <= time ? "active" : "next";
}

export const isInSlot = (key: SigningSlot, slot: SigningSlot): boolean =>
  key.environment === slot.environment && key.purpose === slot.purpose && key.algorithm === slot.algorithm;

/** What the audit log keeps of a key: nothing of it is secret. */
export const signingKeyView = (key: Omit<SigningKey, "revision">): JsonObject => ({
  environment: key.environment,
  purpose: key.purpose,
  algorithm: key.algorithm,
  activeAt: key.activeAt,
  retiresAt: key.retiresAt,
  endsAt: key.endsAt,
});

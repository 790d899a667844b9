import { createHash, createPublicKey, type KeyObject, verify, type webcrypto } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Whose assertions count, and where the public keys for them are. */
export interface AssertionTrust {
  /** `http://127.0.0.1:8080/.well-known/clavis-assertions.json` */
  readonly keys: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Seconds by which the clocks of the two machines may differ. */
const leeway = 5;
const type = "clavis-assertion+jwt";

/** Whether a call carries an assertion of Clavis that was made for this very call. Never rejects for any text. */
export type CallCheck = (call: Pick<IncomingMessage, "method" | "url" | "headers">) => Promise<boolean>;

/** docs/guides/assertions.md says what is compared here, and why. */
export function assertionCheck(trust: AssertionTrust): CallCheck {
  const keyOf = publishedKeys(trust.keys);
  return async (call) => {
    const [head, body, signature, ...more] = String(call.headers["clavis-assertion"] ?? "").split(".");
    if (head === undefined || body === undefined || signature === undefined || more.length > 0) return false;
    const { alg, typ, kid } = membersOf(head);
    if (alg !== "ES256" || typ !== type) return false;
    const key = await keyOf(String(kid));
    if (key === undefined) return false;
    const signed = verify(
      "sha256",
      Buffer.from(`${head}.${body}`),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    return signed && isOfThisCall(membersOf(body), trust, call);
  };
}

function isOfThisCall(
  claims: Readonly<Record<string, unknown>>,
  { issuer, audience }: AssertionTrust,
  { method, url = "/", headers }: Parameters<CallCheck>[0],
): boolean {
  const now = Date.now() / 1000;
  const [path, query = ""] = url.split(/\?(.*)/s);
  return (
    claims["iss"] === issuer &&
    claims["aud"] === audience &&
    Number(claims["iat"]) <= now + leeway &&
    Number(claims["exp"]) > now - leeway &&
    claims["method"] === method &&
    claims["host"] === headers["x-forwarded-host"] &&
    claims["path"] === path &&
    claims["query"] === createHash("sha256").update(query).digest("base64url") &&
    (claims["account"] ?? "-") === headers["clavis-account"]
  );
}

function membersOf(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * The keys are fetched again for one that is not known, at most every 30 seconds, and every 10 minutes; while they can
 * not be had, the last good ones count.
 */
function publishedKeys(url: string): (kid: string) => Promise<KeyObject | undefined> {
  let known: ReadonlyMap<string, KeyObject> = new Map();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let fetching = Promise.resolve();
  const fetchAnew = async (): Promise<void> => {
    known = await fetchKeys(url).catch(() => known);
  };
  return async (kid) => {
    const age = performance.now() - fetchedAt;
    if (age > 600_000 || (age > 30_000 && !known.has(kid))) {
      fetchedAt = performance.now();
      fetching = fetchAnew();
    }
    // Calls that come meanwhile wait too: they would be taken for strangers'.
    if (!known.has(kid)) await fetching;
    return known.get(kid);
  };
}

type PublicKey = webcrypto.JsonWebKey & { readonly kid: string };

async function fetchKeys(url: string): Promise<ReadonlyMap<string, KeyObject>> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(5000) });
  const { keys } = (await response.json()) as { readonly keys: readonly PublicKey[] };
  return new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]));
}

import { headerCount, headerValue } from "../kernel/header.ts";
import { isHost } from "../kernel/host.ts";
import type { FormatSuffix, Policy } from "../kernel/policy.ts";
import type { Geo } from "../kernel/ports.ts";
import type { RawRequest } from "../kernel/raw-request.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import { canonicalPath } from "./canonical-path.ts";
import { clientAddress } from "./client-address.ts";
import { environmentOf } from "./environment-of.ts";
import type { Facts } from "./facts.ts";

const methodForm = /^[A-Z]+$/;
/** Visible ASCII but `#`: what may stand in a query as sent. */
const queryForm = /^[!"$-~]*$/;

const flawOf = (code: "request_malformed" | "request_ambiguous" | "host_unknown", detail: string): Refusal =>
  refusal("request", code, "http", detail);

/** Normalises a request once. What is wrong with it stands in `flaw`: the `request` check fails with it. */
export function toFacts(raw: RawRequest, policy: Policy, geo: Geo): Facts {
  const mark = raw.target.indexOf("?");
  const canonical = canonicalPath(mark < 0 ? raw.target : raw.target.slice(0, mark));
  const query = mark < 0 ? undefined : raw.target.slice(mark + 1);
  const host = headerValue(raw.headers, "host")?.toLowerCase() ?? "";
  const served = isHost(host) ? environmentOf(policy, raw.listener, host) : undefined;
  const { address, source, trusted } = clientAddress(raw, policy.trustedProxies);
  const flaw = doorFlaw(raw) ?? hostFlaw(raw, host, served?.known === true) ?? targetFlaw(raw, canonical, query);
  const path = "path" in canonical ? canonical.path : raw.target.slice(0, mark < 0 ? undefined : mark);
  const suffix = raw.listener === "public" && flaw === undefined ? policy.formatSuffix : undefined;
  const judged = withoutSuffix(path, suffix);
  return {
    listener: raw.listener,
    environment: served?.known === true ? served.environment?.name : undefined,
    method: raw.method,
    path: judged,
    upstreamPath: suffix?.forwarded === true ? path : judged,
    query,
    headers: raw.headers,
    host,
    address,
    addressSource: source,
    country: address === undefined ? undefined : geo.countryOf(address),
    secure: raw.secure || (trusted && headerValue(raw.headers, "x-forwarded-proto") === "https"),
    time: raw.time,
    requestId: raw.requestId,
    flaw,
  };
}

/**
 * A canonical path as it is judged: less the format suffix, once, and never a whole segment. `/groups.json.json` is the
 * group of `groups.json`.
 */
export function withoutSuffix(path: string, suffix: FormatSuffix | undefined): string {
  if (suffix === undefined || !path.endsWith(suffix.text) || path.startsWith("/.")) return path;
  const judged = path.slice(0, -suffix.text.length);
  return judged.endsWith("/") ? path : judged;
}

function doorFlaw(raw: RawRequest): Refusal | undefined {
  return raw.flaw === undefined ? undefined : refusal("request", raw.flaw.code, "http", raw.flaw.detail);
}

function hostFlaw(raw: RawRequest, host: string, known: boolean): Refusal | undefined {
  const count = headerCount(raw.headers, "host");
  if (count > 1) return flawOf("request_ambiguous", "The request has more than one Host header.");
  if (count === 0) return flawOf("request_malformed", "The request has no Host header.");
  if (!isHost(host)) return flawOf("request_malformed", "The Host header is not a host name.");
  return known ? undefined : flawOf("host_unknown", "This host is not served here.");
}

function targetFlaw(
  raw: RawRequest,
  canonical: ReturnType<typeof canonicalPath>,
  query: string | undefined,
): Refusal | undefined {
  if (raw.target.includes("#")) return flawOf("request_ambiguous", "The request target contains a fragment (#).");
  if ("code" in canonical) return flawOf(canonical.code, canonical.detail);
  if (query !== undefined && !queryForm.test(query))
    return flawOf("request_malformed", "The query contains a character that a URL must escape.");
  if (!methodForm.test(raw.method)) return flawOf("request_malformed", "The method is not a word of capital letters.");
  return undefined;
}

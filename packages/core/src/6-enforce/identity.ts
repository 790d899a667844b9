import type { Facts } from "../1-facts/facts.ts";
import type { Allowed } from "../4-decide/decision.ts";
import { besideIn, credentialIdOf, isCaller, userIn } from "../kernel/principal.ts";

const maxRights = 1024;

/**
 * Adds the headers that tell the upstream who calls (DESIGN 5.7): always all of them, `-` where there is nothing to say, so
 * that an absent one is never a client's to fill.
 */
export function addIdentityHeaders(headers: string[], facts: Facts, { principal, account, matched }: Allowed): void {
  headers.push(
    "Clavis-Account",
    account?.number ?? "-",
    "Clavis-User",
    userIn(principal)?.id ?? "-",
    "Clavis-Application",
    besideIn(principal)?.application.id ?? "-",
    "Clavis-Credential",
    (isCaller(principal) ? credentialIdOf(principal) : besideIn(principal)?.key?.id) ?? "-",
    "Clavis-Rights",
    rightsText(matched),
    "Clavis-Environment",
    facts.environment ?? "-",
    "Clavis-Request-Id",
    facts.requestId,
  );
}

/** As many whole rights as fit in 1 KiB. */
function rightsText(matched: readonly string[]): string {
  let text = "";
  for (const right of matched) {
    const longer = text === "" ? right : `${text},${right}`;
    if (longer.length > maxRights) break;
    text = longer;
  }
  return text === "" ? "-" : text;
}

/** Adds where the request came from, as this hop saw it. Clients' own forwarding headers are gone by then. */
export function addForwardingHeaders(headers: string[], facts: Facts): void {
  headers.push(
    "X-Forwarded-For",
    facts.address?.text ?? "unknown",
    "X-Forwarded-Host",
    facts.host,
    "X-Forwarded-Proto",
    facts.secure ? "https" : "http",
  );
}

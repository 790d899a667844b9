import type { Facts } from "../1-facts/facts.ts";
import { headerValue, headerValues } from "../kernel/header.ts";
import type { Scheme } from "../kernel/operation.ts";
import type { Environment } from "../kernel/policy.ts";
import { type Refusal, refusal } from "../kernel/refusal.ts";
import type { Target } from "./presented.ts";

const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** What is made of the page that sent a request: a fault; and whether it passes by `insecure.cookieWithoutOrigin` alone. */
export interface Crossing {
  readonly fault: Refusal | undefined;
  readonly isLetThrough: boolean;
}

const harmless: Crossing = { fault: undefined, isLetThrough: false };
const letThrough: Crossing = { fault: undefined, isLetThrough: true };

/**
 * Why the page that sent a request may not do what it asks (DESIGN 5.4, SECURITY SES-05). A browser adds cookies and
 * remembered Basic credentials by itself: with a cookie, a change or a WebSocket needs a listed `Origin`, the origin that
 * is called, `Sec-Fetch-Site: same-origin`, or `Clavis-Csrf: 1`, which no other site can send without being asked first.
 * With Basic, and on Clavis's own operations, an `Origin` that is sent must be one of those.
 */
export function crossSite(
  facts: Facts,
  target: Target,
  carrier: Scheme["carrier"] | undefined,
  environment: Environment | undefined,
): Crossing {
  if (target.kind !== "operation" || (safeMethods.has(facts.method) && !isUpgrade(facts))) return harmless;
  const { operation } = target;
  if (carrier === "cookie") {
    if (isOwnPage(facts, originsWithCookies(environment))) return harmless;
    if (operation.cookieWithoutOrigin === true) return letThrough;
    return refused(
      "A cookie changes something only with a listed Origin or the header Clavis-Csrf: 1, and the request has neither.",
    );
  }
  const isExposed = carrier === "basic" || (carrier === undefined && operation.owner === "clavis");
  if (!isExposed || headerValue(facts.headers, "origin") === undefined || isOwnPage(facts, originsOf(environment)))
    return harmless;
  return refused("The page that sent the request is of an origin that is not listed.");
}

const refused = (detail: string): Crossing => ({
  fault: refusal("credential", "cross_site_refused", "credential.origin", detail),
  isLetThrough: false,
});

type Origins = readonly ReadonlySet<string>[];

const originsOf = (environment: Environment | undefined): Origins =>
  environment === undefined
    ? []
    : [environment.origins, ...(environment.cors === undefined ? [] : [environment.cors.origins])];

/** Origins that CORS lists without credentials may not use cookies, and so may not change anything by one either. */
const originsWithCookies = (environment: Environment | undefined): Origins =>
  environment?.cors?.credentials === false ? [environment.origins] : originsOf(environment);

function isOwnPage(facts: Facts, origins: Origins): boolean {
  const [origin, ...more] = headerValues(facts.headers, "origin");
  if (more.length > 0) return false;
  if (headerValue(facts.headers, "clavis-csrf") === "1") return true;
  if (origin !== undefined) return isListed(origin, facts, origins);
  return headerValue(facts.headers, "sec-fetch-site") === "same-origin";
}

/** The origin called counts too; by its host alone where TLS may end at a proxy that does not say so. */
const isListed = (origin: string, { host, secure }: Facts, origins: Origins): boolean =>
  origins.some((listed) => listed.has(origin)) ||
  (host !== "" && (origin === `https://${host}` || (!secure && origin === `http://${host}`)));

const isUpgrade = ({ headers }: Facts): boolean => headerValue(headers, "upgrade") !== undefined;

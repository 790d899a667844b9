/** Of one connection only (RFC 9110 section 7.6.1), in both directions. */
export const hopByHop: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "transfer-encoding",
  "upgrade",
];

/** Headers by which a client could tell an upstream another method, path or address than the one that was judged. */
const rewriting = [
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
  "x-rewrite-url",
  "x-override-url",
  "x-envoy-original-path",
  "x-envoy-original-host",
  "x-http-host-override",
  "x-script-name",
  "script-name",
  "x-host",
  "x-forwarded",
  "forwarded",
  "forwarded-for",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-remote-addr",
  "client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "fastly-client-ip",
  "fly-client-ip",
  "wl-proxy-client-ip",
  "x-appengine-user-ip",
  "x-azure-clientip",
  "x-envoy-external-address",
  "x-originating-ip",
  "x-proxyuser-ip",
  "x-remote-ip",
  "x-accountid",
  // It becomes the variable HTTP_PROXY of a CGI program, which sends its own calls there.
  "proxy",
];

/** What never goes on to an upstream, in the spelling of `headerSpelling`: `isReservedHeader` tells of the families. */
export const strippedHeaders: readonly string[] = [
  ...hopByHop,
  "trailer",
  "expect",
  "host",
  "authorization",
  ...rewriting,
];

/** Headers that go on, with a meaning of their own in HTTP, in proxies or in Clavis. */
const meaningful: readonly string[] = [
  "date",
  "via",
  "from",
  "origin",
  "referer",
  "range",
  "vary",
  "user-agent",
  "cache-control",
  "max-forwards",
  "cookie",
  "set-cookie",
  "www-authenticate",
  "idempotency-key",
  "x-request-id",
];

const owned: ReadonlySet<string> = new Set([...strippedHeaders, ...meaningful]);

/** Whole families: ours, the forwarding headers of other proxies with the users they name, and original targets. */
const reservedFamily = /^(?:clavis|x-forwarded|x-original)-/;
const meaningfulFamily = /^(?:accept|(?:proxy|content|if|sec|access-control)-)/;

/**
 * In the variables of CGI, WSGI, PHP and Rack `_` and `.` stand for `-`, in some servers every character that is no
 * letter or digit: X_API_KEY and X~API~Key arrive there as X-API-Key.
 */
export const headerSpelling = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "-");

/** True for a whole family that never goes on to an upstream; asked of a spelling. */
export const isReservedHeader = (spelling: string): boolean => reservedFamily.test(spelling);

/** True for a header that belongs to HTTP, to proxies or to Clavis in any spelling: no credential can be carried in it. */
export function isOwnedHeader(name: string): boolean {
  const spelling = headerSpelling(name);
  return owned.has(spelling) || reservedFamily.test(spelling) || meaningfulFamily.test(spelling);
}

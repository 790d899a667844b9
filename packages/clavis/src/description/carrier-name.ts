/** RFC 9110 token: what a header or a cookie may be called. */
const tokenForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A parameter's name as everybody writes it in a query; it also stands in the header that asks for the key. */
const queryNameForm = /^[A-Za-z0-9_.~$@[\]-]{1,100}$/;

/** Headers with a meaning of their own in HTTP, in proxies or in Clavis, in the one spelling with dashes. */
const ownedHeaders: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
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
  "authorization",
  "www-authenticate",
  "forwarded",
  "idempotency-key",
  "x-accountid",
  "x-request-id",
  "x-real-ip",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-original-url",
  "x-original-method",
  "x-rewrite-url",
]);

const ownedFamilies: readonly string[] = [
  "clavis-",
  "x-forwarded-",
  "proxy-",
  "content-",
  "accept",
  "if-",
  "sec-",
  "access-control-",
];

/** Servers behind CGI and its kin read `_` and `.` as `-`: a name is owned in every such spelling. */
export function isOwnedHeader(name: string): boolean {
  const plain = name.toLowerCase().replace(/[_.]/g, "-");
  return ownedHeaders.has(plain) || ownedFamilies.some((family) => plain.startsWith(family));
}

/** Why no credential can be carried under this name, for the three places an apiKey scheme may have. */
export function carrierNameProblem(carrier: "header" | "query" | "cookie", name: string): string | undefined {
  if (name === "") return "must not be empty";
  if (!(carrier === "query" ? queryNameForm : tokenForm).test(name)) return `is not a name that a ${carrier} can have`;
  if (carrier === "header" && isOwnedHeader(name))
    return `the header ${name} belongs to HTTP or to Clavis: a key can not be carried in it`;
  return undefined;
}

/** A place in which a secret is sent, by the bytes of the whole request. */
export interface Place {
  readonly name: string;
  /**
   * Why a password is not hidden here: nothing tells it from a word, and the word is worth keeping. Keys and JWTs are
   * hidden everywhere.
   */
  readonly showsPasswords?: string;
  readonly request: (secret: string) => string;
}

const ends = "Host: localhost\r\nConnection: close\r\n\r\n";
const get = (target: string, ...fields: string[]): string => [`GET ${target} HTTP/1.1`, ...fields, ends].join("\r\n");
const post = (target: string, type: string, body: string, ...fields: string[]): string =>
  [
    `POST ${target} HTTP/1.1`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...fields,
    ends,
  ].join("\r\n") + body;

const basic = (secret: string): string => Buffer.from(`user:${secret}`).toString("base64");
const escaped = (secret: string): string => encodeURIComponent(secret);
const field =
  (name: string, value = (secret: string): string => secret): Place["request"] =>
  (secret) =>
    get("/api/things", `${name}: ${value(secret)}`);

const kept = "the operator listed this header for records; a word in it is what it is for";

/** The same request, sent by somebody with a key. */
export const withKey = (request: string, key: string): string =>
  request.replace("Host: localhost\r\n", `Host: localhost\r\nX-API-Key: ${key}\r\n`);

/** Every place on the public listener. */
export const places: readonly Place[] = [
  { name: "the declared header", request: field("X-API-Key") },
  {
    name: "the declared header, twice",
    request: (secret) => get("/api/things", `X-API-Key: ${secret}`, `X-API-Key: ${secret}`),
  },
  {
    name: "aliases of the declared header",
    request: (secret) => get("/api/things", `X_API_Key: ${secret}`, `X.Api.Key: ${secret}`),
  },
  { name: "a header of another name", request: field("X-Auth-Token") },
  ...["Bearer", "BEARER", "ApiKey", "Token", "Digest", "Negotiate"].map((word) => ({
    name: `Authorization: ${word}`,
    request: field("Authorization", (secret) => `${word} ${secret}`),
  })),
  { name: "Authorization: Basic", request: field("Authorization", (secret) => `Basic ${basic(secret)}`) },
  {
    name: "Authorization: Basic that is no base64",
    request: field("Authorization", (secret) => `Basic user:${secret}`),
  },
  { name: "Authorization without a scheme", request: field("Authorization") },
  { name: "Proxy-Authorization", request: field("Proxy-Authorization", (secret) => `Basic ${basic(secret)}`) },
  { name: "the declared cookie", request: field("Cookie", (secret) => `a=b; key=${secret}`) },
  { name: "another cookie", request: field("Cookie", (secret) => `session=${secret}`) },
  { name: "the declared parameter", request: (secret) => get(`/api/things?apikey=${escaped(secret)}`) },
  { name: "the value of another parameter", request: (secret) => get(`/api/things?token=${escaped(secret)}&page=2`) },
  { name: "a query without names", request: (secret) => get(`/api/things?${escaped(secret)}`) },
  {
    name: "the name of a parameter",
    showsPasswords: "names of parameters tell an operator which call it was; one that looks like a name is kept",
    request: (secret) => get(`/api/things?${escaped(secret)}=1`),
  },
  {
    name: "a segment of a path that is served",
    showsPasswords: "a path without its segments is no record of a call",
    request: (secret) => get(`/api/things/${escaped(secret)}`),
  },
  {
    name: "a segment of a path that is not",
    showsPasswords: "a path without its segments is no record of a call",
    request: (secret) => get(`/nothing/${escaped(secret)}/x`),
  },
  {
    name: "a segment of an ambiguous path, escaped twice",
    showsPasswords: "a path without its segments is no record of a call",
    request: (secret) => get(`/nothing//${escaped(escaped(secret).replaceAll("_", "%5f"))}`),
  },
  {
    name: "a user of an absolute URL",
    request: (secret) => get(`http://user:${escaped(secret)}@localhost/api/things`),
  },
  { name: "the host of an absolute URL", request: (secret) => get(`http://${escaped(secret)}/api/things`) },
  { name: "a URL with a doubled slash", request: (secret) => get(`//user:${escaped(secret)}@localhost/api/things`) },
  { name: "a fragment", request: (secret) => get(`/api/things?a=1#${escaped(secret)}`) },
  {
    name: "the target of CONNECT",
    request: (secret) => `CONNECT user:${escaped(secret)}@localhost:443 HTTP/1.1\r\n${ends}`,
  },
  {
    name: "a body to the upstream",
    request: (secret) => post("/api/things", "application/json", JSON.stringify({ secret })),
  },
  { name: "a body that is refused", request: (secret) => post("/nothing", "text/plain", secret) },
  {
    name: "a trailer",
    request: (secret) =>
      `POST /api/things HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: X-S\r\n${ends}1\r\na\r\n0\r\nX-S: ${secret}\r\n\r\n`,
  },
  {
    name: "a chunk extension",
    request: (secret) =>
      `POST /api/things HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${ends}1;s=${escaped(secret)}\r\na\r\n0\r\n\r\n`,
  },
  {
    name: "a user in Host",
    request: (secret) => `GET /api/things HTTP/1.1\r\nConnection: close\r\nHost: user:${secret}@localhost\r\n\r\n`,
  },
  {
    name: "Host",
    showsPasswords: "a word can be the name of a host, and which host was called is worth knowing",
    request: (secret) => `GET /api/things HTTP/1.1\r\nConnection: close\r\nHost: ${escaped(secret)}\r\n\r\n`,
  },
  ...["User-Agent", "Accept", "Content-Type"].map((name) => ({ name, showsPasswords: kept, request: field(name) })),
  {
    name: "X-Request-Id",
    showsPasswords: "a client's own request id is recorded so that its calls can be found by it",
    request: field("X-Request-Id"),
  },
  ...[
    "X-Forwarded-For",
    "Referer",
    "Origin",
    "X-AccountId",
    "Clavis-Account",
    "Forwarded",
    "Via",
    "Range",
    "Expect",
    "Upgrade",
  ].map((name) => ({ name, request: field(name) })),
  { name: "the name of a header", request: (secret) => get("/api/things", `${escaped(secret)}: 1`) },
  { name: "the method", request: (secret) => `${escaped(secret)} /api/things HTTP/1.1\r\n${ends}` },
  { name: "the HTTP version", request: (secret) => `GET /api/things HTTP/${escaped(secret)}\r\n${ends}` },
  { name: "a header line without a colon", request: (secret) => get("/api/things", secret) },
  {
    name: "headers that are too large",
    request: (secret) => get("/api/things", `X-API-Key: ${secret.repeat(1 + Math.ceil(17_000 / secret.length))}`),
  },
  {
    name: "a URL that is too long",
    request: (secret) => get(`/api/things/${"a".repeat(17_000)}?apikey=${escaped(secret)}`),
  },
  { name: "a length", request: field("Content-Length") },
  { name: "a transfer coding", request: field("Transfer-Encoding") },
  { name: "what is no HTTP", request: (secret) => `${secret}\r\n\r\n` },
];

/** What a program describes to `POST /v1/verify`. */
export const described: readonly { readonly name: string; readonly body: (secret: string) => unknown }[] = [
  {
    name: "the declared header",
    body: (secret) => ({ method: "GET", target: "/api/things", headers: [["X-API-Key", ascii(secret)]] }),
  },
  {
    name: "Bearer",
    body: (secret) => ({
      method: "GET",
      target: "/api/things",
      headers: [["Authorization", `Bearer ${ascii(secret)}`]],
    }),
  },
  {
    name: "Basic",
    body: (secret) => ({
      method: "GET",
      target: "/api/things",
      headers: [["Authorization", `Basic ${basic(secret)}`]],
    }),
  },
  {
    name: "the declared parameter",
    body: (secret) => ({ method: "GET", target: `/api/things?apikey=${escaped(secret)}` }),
  },
  {
    name: "the declared cookie",
    body: (secret) => ({ method: "GET", target: "/api/things", headers: [["Cookie", `key=${ascii(secret)}`]] }),
  },
  { name: "a member that is not known", body: (secret) => ({ method: "GET", target: "/api/things", key: secret }) },
  { name: "a value of a wrong type", body: (secret) => ({ method: [secret], target: { secret } }) },
  { name: "a member named twice", body: (secret) => secret },
];

/** Header values are bytes: what is not ASCII goes as its escapes. */
const ascii = (secret: string): string => (/^[ -~]*$/.test(secret) ? secret : escaped(secret));

// An upstream that answers only calls which Clavis has let through: `node verify-assertion.mjs`. Needs nothing but Node.
// See assertions.md beside it.
import { createHash, createPublicKey, verify } from "node:crypto";
import { createServer } from "node:http";

const { ASSERTION_ISSUER, ASSERTION_AUDIENCE, ASSERTION_KEYS, PORT = "3000" } = process.env;
for (const name of ["ASSERTION_ISSUER", "ASSERTION_AUDIENCE", "ASSERTION_KEYS"])
  if (!process.env[name]) throw new Error(`${name} is not set: assertions.md says what it is`);
/** Named here, never read from the assertion. */
const algorithm = process.env.ASSERTION_ALGORITHM ?? "ES256";
if (algorithm !== "ES256" && algorithm !== "EdDSA") throw new Error("ASSERTION_ALGORITHM is ES256 or EdDSA");
/** Seconds by which the clocks of the two machines may differ. */
const leeway = 5;

/** Public keys by kid. */
const keys = new Map();

/**
 * Takes over the published set: anew every 10 minutes, and when a new key shows up, at most every 30 seconds. While it can
 * not be had, the last good one counts.
 */
let askedAt = Number.NEGATIVE_INFINITY;
let asking = Promise.resolve();
async function keyOf(kid) {
  if (performance.now() - askedAt > (keys.has(kid) ? 600_000 : 30_000)) {
    askedAt = performance.now();
    asking = takeOver().catch((error) => console.error(`the keys can not be had: ${error.message}`));
  }
  // Calls that come meanwhile wait too: they would be taken for strangers'.
  if (!keys.has(kid)) await asking;
  return keys.get(kid);
}

async function takeOver() {
  const answer = await fetch(ASSERTION_KEYS, { redirect: "error", signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error(String(answer.status));
  const set = (await answer.json()).keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]);
  keys.clear();
  for (const [kid, key] of set) keys.set(kid, key);
}

const jsonOf = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

/** The claims of a request's assertion; undefined where it is missing, forged, or of another call. */
async function assertionOf({ method, url, headers }) {
  const text = headers["clavis-assertion"];
  if (text === undefined || text.length > 8192 || text.split(".").length !== 3) return undefined;
  const [head, body, signature] = text.split(".");
  const { alg, typ, kid } = jsonOf(head);
  const key = alg === algorithm && typ === "clavis-assertion+jwt" ? await keyOf(kid) : undefined;
  if (key === undefined) return undefined;
  const [digest, options] = algorithm === "ES256" ? ["sha256", { key, dsaEncoding: "ieee-p1363" }] : [null, key];
  if (!verify(digest, Buffer.from(`${head}.${body}`), options, Buffer.from(signature, "base64url"))) return undefined;
  const claims = jsonOf(body);
  return isOfThisCall(claims, method, url, headers) ? claims : undefined;
}

function isOfThisCall(claims, method, url, headers) {
  const now = Date.now() / 1000;
  const mark = url.indexOf("?");
  const query = mark < 0 ? "" : url.slice(mark + 1);
  return (
    claims.iss === ASSERTION_ISSUER &&
    claims.aud === ASSERTION_AUDIENCE &&
    claims.iat <= now + leeway &&
    claims.exp > now - leeway &&
    claims.method === method &&
    claims.host === headers["x-forwarded-host"] &&
    claims.path === (mark < 0 ? url : url.slice(0, mark)) &&
    claims.query === createHash("sha256").update(query).digest("base64url")
  );
}

const server = createServer(async (request, response) => {
  const claims = await assertionOf(request).catch(() => undefined);
  const answer = claims ?? { error: "this call did not come through Clavis" };
  response.writeHead(claims === undefined ? 401 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(answer));
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));

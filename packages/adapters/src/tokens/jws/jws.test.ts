import assert from "node:assert/strict";
import { createHmac, createPublicKey, createSecretKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { algorithms } from "./algorithm.ts";
import { parseCompactJws } from "./compact-jws.ts";
import { importJwk, importSecret } from "./import-jwk.ts";
import { importKeySet, type KeySet } from "./key-set.ts";
import { readKnownSecrets } from "./known-secrets.ts";
import { type JwsKey, signedJws } from "./signature.ts";
import { strictObject } from "./strict-json.ts";
import { verifyJws } from "./verify-jws.ts";

const vectors = join(import.meta.dirname, "../../../../../test/vectors/jwt/rfc-examples.json");
const examples = JSON.parse(readFileSync(vectors, "utf8"));
const secret = { key: createSecretKey(Buffer.from("0123456789abcdefghijklmnopqrstuv")), algorithm: "HS256" } as const;
const key: JwsKey = { kid: "k1", ...secret };
const keys: KeySet = new Map([["k1", key]]);

const encoded = (text: string): string => Buffer.from(text).toString("base64url");

/** A token with this header text, signed by the key whatever the header says. */
function signedWith(header: string, payload = '{"a":1}', hmacKey: string | JwsKey = key): string {
  const signed = `${encoded(header)}.${encoded(payload)}`;
  const mac = createHmac("sha256", typeof hmacKey === "string" ? hmacKey : hmacKey.key).update(signed);
  return `${signed}.${mac.digest("base64url")}`;
}

const isAccepted = (text: string, set: KeySet = keys): boolean => {
  const jws = parseCompactJws(text);
  return jws !== undefined && verifyJws(jws, set).kind === "signed";
};

test("the signed examples of RFC 7515 and RFC 8037 verify, once each key has a name", () => {
  const known = { algorithms, isKnownSecret: () => false };
  for (const name of ["rfc7515_a1_hs256", "rfc7515_a3_es256", "rfc8037_a4_eddsa"]) {
    const set = importKeySet({ keys: [{ ...examples[name].jwk, kid: "example" }] }, known);
    const jws = parseCompactJws(examples[name].jws);
    assert.ok(!("problem" in set) && jws !== undefined, name);
    assert.equal(verifyJws({ ...jws, header: { ...jws.header, kid: "example" } }, set).kind, "signed", name);
    assert.equal(verifyJws(jws, set).kind, "forged", `${name} names no key`);
  }
  assert.equal(parseCompactJws(examples.rfc7515_a5_none.jws), undefined);
});

test("JWT-02: kid is exact, and a token without one is signed by nobody", () => {
  assert.ok(isAccepted(signedWith('{"alg":"HS256","kid":"k1"}')));
  for (const kid of ["K1", "k1 ", "../k1", "k1' or '1'='1", "__proto__", "constructor", ""])
    assert.equal(isAccepted(signedWith(JSON.stringify({ alg: "HS256", kid }))), false, kid);
  assert.equal(isAccepted(signedWith('{"alg":"HS256"}')), false);
  assert.equal(isAccepted(signedWith('{"alg":"HS256","kid":1}')), false);
});

test("JWT-01: none, in any case, and every algorithm but the key's own are refused", () => {
  for (const alg of ["none", "None", "NONE", "nOnE", "", "hs256", "HS384", "HS512", "PS256", "RS256", "ES256", "EdDSA"])
    assert.equal(isAccepted(signedWith(JSON.stringify({ alg, kid: "k1" }))), false, alg);
  assert.equal(isAccepted(`${encoded('{"alg":"none","kid":"k1"}')}.${encoded("{}")}.`), false);
});

test("JWT-01: an HMAC with the text of a public key is refused, whatever its form", () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const set: KeySet = new Map([["k1", { kid: "k1", algorithm: "RS256", key: publicKey }]]);
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const jwk = publicKey.export({ format: "jwk" });
  const texts = [pem, pem.trim(), ` ${pem}`, JSON.stringify(jwk), String(jwk.n)];
  const der = publicKey.export({ type: "spki", format: "der" }).toString("latin1");
  for (const text of [...texts, der]) {
    assert.equal(isAccepted(signedWith('{"alg":"HS256","kid":"k1"}', "{}", text), set), false);
    assert.equal(isAccepted(signedWith('{"alg":"RS256","kid":"k1"}', "{}", text), set), false);
  }
});

test("JWT-02, JWT-04: a header that brings its key, asks to be understood or is no plain object is refused", () => {
  const members = [
    ...[
      '"jwk":{"kty":"oct","k":"AA"}',
      '"jku":"https://evil.example/"',
      '"x5u":"https://evil.example/"',
      '"x5c":["AA"]',
    ],
    ...['"crit":["exp"]', '"crit":[]', '"b64":false', '"b64":true', '"zip":"DEF"', '"enc":"A256GCM"', '"cty":"JWT"'],
    ...['"alg":"HS256"', '"kid":"k1"', '"k\\u0069d":"k2"', '"typ":1', '"typ":""', '"__proto__":{}'],
  ];
  for (const member of members)
    assert.equal(isAccepted(signedWith(`{"alg":"HS256","kid":"k1",${member}}`)), false, member);
  for (const header of ["[]", '"HS256"', "null", "1", "", "{", '{"alg":"HS256","kid":"k1"} {}', "\ufeff{}"])
    assert.equal(isAccepted(signedWith(header)), false, header);
});

test("JWT-08: only the one spelling of a token, in three parts and at most 8 KiB, is read", () => {
  const token = signedWith('{"alg":"HS256","kid":"k1"}');
  assert.ok(isAccepted(token));
  const [header, payload, signature] = token.split(".");
  const [good, twin] = [token.at(-1) ?? "", token.slice(0, -1)];
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const others = [...alphabet].filter((digit) => digit !== good).map((digit) => twin + digit);
  const spellings = [
    ...[`${token}=`, ` ${token}`, `${token} `, `${token}\n`, `${token}.`, `.${token}`, `${token}.AA`],
    ...[
      `${header}..${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header} .${payload}.${signature}`,
    ],
    JSON.stringify({ protected: header, payload, signature }),
  ];
  for (const text of [...others, ...spellings]) assert.equal(isAccepted(text), false, text);
  const [longest, tooLong] = [6037, 6200].map((length) =>
    signedWith('{"alg":"HS256","kid":"k1"}', `{"a":"${"a".repeat(length)}"}`),
  );
  assert.ok(longest !== undefined && longest.length <= 8192 && isAccepted(longest));
  assert.ok(tooLong !== undefined && tooLong.length > 8192 && !isAccepted(tooLong));
});

test("JWT-04: a member that stands twice at any depth makes JSON nobody's", () => {
  const object = (text: string) => strictObject(Buffer.from(text));
  for (const text of ['{"a":1,"a":1}', '{"b":{"a":1,"\\u0061":2}}', '{"b":[{"a":"}","a":"{"}]}', '{"a":1,}'])
    assert.equal(object(text), undefined, text);
  assert.equal(strictObject(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), undefined);
  assert.equal(object('{"a":{"a":1},"b":["a","a",{"a":"\\"a\\":1"}]}')?.size, 2);
});

test("JWT-04: any object is read as JSON.parse reads it, and refused once a member of it is written twice", () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.jsonValue(), (object, name, value) => {
      const members = strictObject(bytes(JSON.stringify(object)));
      assert.deepEqual(members, new Map(Object.entries(JSON.parse(JSON.stringify(object)))));
      const twice = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
      assert.equal(strictObject(bytes(`{"a":[{${twice} , ${twice}}],"b":${JSON.stringify(object)}}`)), undefined);
    }),
  );
});

test("JWT-03: each of the 1,919 published secrets is refused, and so are short and uniform ones", () => {
  const isKnown = readKnownSecrets();
  const file = readFileSync(join(import.meta.dirname, "known-secrets.txt"), "utf8");
  const secrets = file.split("\r\n").filter((line) => line !== "");
  assert.equal(secrets.length, 1919);
  for (const text of secrets) {
    assert.ok("problem" in importSecret(Buffer.from(text), isKnown), text);
    const jwk = { kty: "oct", kid: "k1", alg: "HS256", k: Buffer.from(text).toString("base64url") };
    assert.ok("problem" in importJwk(jwk, isKnown), text);
  }
  for (const weak of [new Uint8Array(0), Buffer.from("short"), new Uint8Array(64), Buffer.from("ab".repeat(32))])
    assert.ok("problem" in importSecret(weak, isKnown));
  assert.ok(!("problem" in importSecret(Buffer.from("0123456789abcdefghijklmnopqrstuv"), isKnown)));
});

test("JWT-01: what each algorithm signs, its public key verifies and another's does not", () => {
  const pairs: readonly JwsKey[] = [
    { kid: "rsa", algorithm: "RS256", key: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey },
    { kid: "ec", algorithm: "ES256", key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey },
    { kid: "ed", algorithm: "EdDSA", key: generateKeyPairSync("ed25519").privateKey },
  ];
  const jwks = pairs.map(({ kid, key: pair }) => ({ ...createPublicKey(pair).export({ format: "jwk" }), kid }));
  const set = importKeySet({ keys: jwks }, { algorithms, isKnownSecret: () => false });
  assert.ok(!("problem" in set));
  for (const pair of pairs) {
    const token = signedJws(pair, "at+jwt", { sub: "user:1" });
    assert.ok(isAccepted(token, set), pair.algorithm);
    const [header, , signature] = token.split(".");
    assert.equal(isAccepted(`${header}.${encoded('{"sub":"user:2"}')}.${signature}`, set), false);
    for (const other of pairs.filter((one) => one !== pair))
      assert.equal(isAccepted(signedJws({ ...pair, kid: other.kid }, "at+jwt", {}), set), false);
  }
});

test("JWT-01: a key for an algorithm that is not listed is left out of the set", () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "ed" };
  const set = importKeySet({ keys: [jwk] }, { algorithms: ["ES256"], isKnownSecret: () => false });
  assert.deepEqual(set, new Map());
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalPath } from "./canonical-path.ts";

const canonical: readonly [raw: string, path: string][] = [
  ["/", "/"],
  ["/api/v1/invoices", "/api/v1/invoices"],
  ["/api/v1/invoices/", "/api/v1/invoices/"],
  ["/%61pi/v%31/%7Ea%2Db%2Ec%5F", "/api/v1/~a-b.c_"],
  ["/caf%c3%a9", "/caf%C3%A9"],
  ["/a%20b%3fc%23d%3be%25f", "/a%20b%3Fc%23d%3Be%25f"],
  ["/%252e%252e/%252f", "/%252e%252e/%252f"],
  ["/.well-known/x", "/.well-known/x"],
  ["/...", "/..."],
  ["/a/..b/.c", "/a/..b/.c"],
  ["/a:b@c!$&'()*+,=", "/a:b@c!$&'()*+,="],
  ["/A/b", "/A/b"],
];

test("HTT-02: unreserved escapes are decoded once, others kept with upper-case hex", () => {
  for (const [raw, path] of canonical) assert.deepEqual(canonicalPath(raw), { path });
});

const ambiguous = [
  ...["", "*", "a", "http://host/a", "HTTP://host", "//host/a", "host:443", "?", "%2fa"],
  ...["/a//b", "/a//", "//", "/a/../b", "/a/..", "/./a", "/.", "/..", "/a/%2e%2e/b", "/a/%2e", "/a/.%2E/b", "/%2E%2e"],
  ...[
    "/a%2fb",
    "/a%2Fb",
    "/a%5cb",
    "/a%5Cb",
    "/a\\b",
    "/\\host/a",
    "/a;b=c",
    "/a/..;/b",
    "/a;",
    "/a%00",
    "/a%0a",
    "/a%0D",
    "/%7f",
  ],
  ...["/%ff", "/%c0%ae%c0%ae/", "/%c0%af", "/%e0%80%af", "/%ed%a0%80", "/%c3", "/%f4%90%80%80"],
];
const malformed = [
  "/a b",
  "/a%",
  "/a%2",
  "/a%zz",
  "/%%32e",
  "/%u002f",
  "/é",
  "/a\u0000",
  "/a\r\nHost: x",
  "/a|b",
  "/a<b>",
  '/a"',
  "/{a}",
  "/a^b",
];

test("HTT-02: what two programs could read differently is refused, whatever its spelling", () => {
  for (const raw of ambiguous) assert.equal(codeOf(raw), "request_ambiguous", raw);
});

test("HTT-02: what is no URL path is malformed", () => {
  for (const raw of malformed) assert.equal(codeOf(raw), "request_malformed", raw);
});

function codeOf(raw: string): string | undefined {
  const read = canonicalPath(raw);
  return "code" in read ? read.code : undefined;
}

const tricks = [
  "%2e",
  "%2E",
  ".",
  "..",
  "/",
  "//",
  "%2f",
  "%5c",
  "\\",
  ";",
  "%3b",
  "%00",
  "%25",
  "%",
  "%61",
  "A",
  "a",
  "%c3%a9",
  "%C3",
  "*",
  "é",
  "?",
  "#",
];
const anyPath = fc.oneof(
  fc.array(fc.constantFrom("/", ...tricks)).map((parts) => `/${parts.join("")}`),
  fc.string({ unit: "binary" }),
);

test("HTT-02: the canonical path is its own canonical path, and means what was sent", () => {
  fc.assert(
    fc.property(anyPath, (raw) => {
      const read = canonicalPath(raw);
      if ("code" in read) return;
      assert.deepEqual(canonicalPath(read.path), read);
      assert.equal(decodeURIComponent(read.path), decodeURIComponent(raw));
      assert.equal(new URL(`http://host${read.path}`).pathname, read.path);
    }),
    { numRuns: 5000 },
  );
});

test("HTT-02: no accepted path holds a dot segment, an empty segment, a separator in disguise or a control character", () => {
  fc.assert(
    fc.property(anyPath, (raw) => {
      const read = canonicalPath(raw);
      if ("code" in read) return;
      assert.match(read.path, /^\//);
      assert.doesNotMatch(read.path, /\/\/|\\|;|[?#\s]|%(?:2f|5c|[01][0-9a-f]|7f)/i);
      for (const segment of decodeURIComponent(read.path).split("/")) assert.doesNotMatch(segment, /^\.\.?$/);
    }),
    { numRuns: 5000 },
  );
});

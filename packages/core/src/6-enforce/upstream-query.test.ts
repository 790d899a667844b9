import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { upstreamQuery } from "./upstream-query.ts";

const credentials = new Set(["apikey", "__proto__"]);

const part = fc.constantFrom(
  "",
  "a=1",
  "apikey=s",
  "api%6Bey=s",
  "apikey",
  "apikey[]=1",
  "x=apikey=1",
  "%ff=1",
  "__proto__=1",
  "b+c=%2B",
);
const isCredential = (text: string): boolean => {
  const name = text.split("=")[0] ?? "";
  return name === "api%6Bey" || credentials.has(name);
};

test("HTT-02: the query goes on byte for byte, less the parameters that carry credentials", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const kept = parts.filter((text) => !isCredential(text));
      const expected = kept.length === parts.length ? parts.join("&") : kept.join("&") || undefined;
      assert.equal(upstreamQuery(parts.join("&"), credentials), expected);
    }),
    { numRuns: 3000 },
  );
});

test("without credential parameters nothing is read of the query", () => {
  assert.equal(upstreamQuery("apikey=%", new Set()), "apikey=%");
  assert.equal(upstreamQuery(undefined, credentials), undefined);
  assert.equal(upstreamQuery("", credentials), "");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwnedHeader, strippedHeaders } from "./owned-header.ts";

test("HTT-03: a header that belongs to HTTP or to Clavis does so in every spelling a server may fold into it", () => {
  for (const name of [...strippedHeaders, "content-type", "if-match", "x-request-id", "clavis-user", "x-original-uri"])
    for (const spelling of [name, name.toUpperCase(), name.replaceAll("-", "_"), name.replaceAll("-", "~")])
      assert.equal(isOwnedHeader(spelling), true, spelling);
  for (const name of ["x-api-key", "apikey", "x-shop-token", "x-clavis", "accessory-key"])
    assert.equal(isOwnedHeader(name), false, name);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readBasic } from "./basic.ts";

const encode = (text: string): string => Buffer.from(text).toString("base64");

test("user and password come back as they went in, the first colon parts them", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (user, password) => {
      const read = readBasic(encode(`${user}:${password}`));
      const colon = user.indexOf(":");
      const expected =
        colon < 0
          ? { user, password }
          : { user: user.slice(0, colon), password: `${user.slice(colon + 1)}:${password}` };
      // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 refuses them
      assert.deepEqual(read, /[\x00-\x1f\x7f]/.test(user + password) ? undefined : expected);
    }),
  );
});

test("what is not padded base64 of UTF-8 without control characters is not read", () => {
  const refused = [
    encode("nocolon"),
    "YTpi=",
    "YTp",
    "YTpi ",
    "YTpi\n",
    "YTp_",
    "=",
    "%61%3a",
    encode("a:b\0"),
    encode("a:\r\nb"),
  ];
  for (const text of [...refused, Buffer.from("a:\xff", "latin1").toString("base64")])
    assert.equal(readBasic(text), undefined, text);
});

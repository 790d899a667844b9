import assert from "node:assert/strict";
import { isIP, SocketAddress } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { parseAddress } from "./address.ts";

const canonical: readonly [text: string, canonical: string][] = [
  ["192.0.2.7", "192.0.2.7"],
  ["0.0.0.0", "0.0.0.0"],
  ["255.255.255.255", "255.255.255.255"],
  ["::", "::"],
  ["::1", "::1"],
  ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:c000:207", "192.0.2.7"],
  ["0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"],
  ["fe80::1%eth0", "fe80::1"],
  ["::ffff:192.0.2.7%1", "192.0.2.7"],
];

test("NET-02: an address has one canonical form, IPv4-mapped and zones included", () => {
  for (const [text, expected] of canonical) assert.equal(parseAddress(text)?.text, expected, text);
});

test("NET-02: octal, hex, short, padded, bracketed and ported forms are no addresses", () => {
  const refused = ["", " ", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "01.2.3.4", "1.2.3.256"];
  const more = [
    "1.2.3.4 ",
    "1.2.3.4:80",
    "1.2.3.4%1",
    "[::1]",
    "[::1]:80",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7:8:9",
    "::1%",
  ];
  const last = [
    "::1% x",
    "::1.2.3",
    "1.2.3.4::",
    "::12345",
    "1:2:3:4:5:6:7",
    "::ffff:01.2.3.4",
    "٣.1.1.1",
    `${"0".repeat(70)}::`,
  ];
  for (const text of [...refused, ...more, ...last]) assert.equal(parseAddress(text), undefined, text);
});

const textual = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4Extended(),
  fc.string({ unit: fc.constantFrom(..."0123456789abcdefxF:.%[]") }),
  fc.tuple(fc.ipV6(), fc.string()).map(([address, zone]) => `${address}%${zone}`),
);

test("NET-02: every address we read is one to Node too, of the same family and value; Node's we refuse are only longer", () => {
  fc.assert(
    fc.property(textual, (text) => {
      const read = parseAddress(text);
      if (read === undefined) {
        assert.ok(isIP(text) === 0 || text.length > 64, text);
        return;
      }
      assert.notEqual(isIP(text), 0, text);
      assert.equal(isIP(read.text), read.family);
      if (isIP(text) === read.family && !text.includes("%")) assert.equal(read.text, nodeForm(text, read.family));
    }),
    { numRuns: 5000 },
  );
});

/** RFC 5952 as Node's C library prints it; it writes the last two groups of `::a.b.c.d` in decimal, we do not. */
function nodeForm(address: string, family: 4 | 6): string {
  const printed = new SocketAddress({ address, family: family === 4 ? "ipv4" : "ipv6" }).address;
  const decimal = /^::(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(printed);
  if (decimal === null) return printed;
  const [a, b, c, d] = decimal.slice(1).map(Number);
  return `::${(((a ?? 0) << 8) | (b ?? 0)).toString(16)}:${(((c ?? 0) << 8) | (d ?? 0)).toString(16)}`;
}

test("NET-02: the canonical form reads as itself", () => {
  fc.assert(
    fc.property(textual, (text) => {
      const read = parseAddress(text);
      if (read !== undefined) assert.deepEqual(parseAddress(read.text), read);
    }),
  );
});

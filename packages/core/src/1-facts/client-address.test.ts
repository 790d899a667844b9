import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { networks, raw } from "../../test/sample.ts";
import { clientAddress } from "./client-address.ts";

const forwarded = (...values: string[]) => values.flatMap((value) => ["X-Forwarded-For", value]);
const proxies = networks("10.0.0.0/8", "2001:db8::/32");

const chains: readonly [peer: string, headers: string[], address: string | undefined, source: string][] = [
  ["10.0.0.1", forwarded("203.0.113.9"), "203.0.113.9", "forwarded"],
  ["10.0.0.1", forwarded("198.51.100.1, 203.0.113.9"), "203.0.113.9", "forwarded"],
  ["10.0.0.1", forwarded("198.51.100.1", "203.0.113.9, 10.1.1.1"), "203.0.113.9", "forwarded"],
  ["10.0.0.1", forwarded("evil, 203.0.113.9"), "203.0.113.9", "forwarded"],
  ["10.0.0.1", forwarded("203.0.113.9, evil"), undefined, "forwarded"],
  ["10.0.0.1", forwarded("203.0.113.9, evil, 10.1.1.1"), undefined, "forwarded"],
  ["10.0.0.1", forwarded("203.0.113.9:4711"), undefined, "forwarded"],
  ["10.0.0.1", forwarded("10.2.2.2, 10.1.1.1"), "10.2.2.2", "forwarded"],
  ["10.0.0.1", [], "10.0.0.1", "peer"],
  ["10.0.0.1", ["Forwarded", "for=203.0.113.9", "X-Real-IP", "203.0.113.9"], "10.0.0.1", "peer"],
  ["::ffff:10.0.0.1", forwarded("::ffff:203.0.113.9"), "203.0.113.9", "forwarded"],
  ["2001:db8::5", forwarded("2001:DB9::0:1"), "2001:db9::1", "forwarded"],
  ["192.0.2.7", forwarded("203.0.113.9"), "192.0.2.7", "peer"],
  ["unix", forwarded("203.0.113.9"), undefined, "peer"],
];

test("NET-01: the client is the rightmost address that is no trusted proxy; what is no address is unknown", () => {
  for (const [peer, headers, address, source] of chains) {
    const found = clientAddress(raw("/", headers, { peer }), proxies);
    assert.deepEqual([found.address?.text, found.source], [address, source], `${peer} ${headers.join(" ")}`);
  }
});

test("NET-01: without trusted proxies no header changes the client's address", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("X-Forwarded-For", "Forwarded", "X-Real-IP"), fc.string())),
      (headers) => {
        const found = clientAddress(raw("/", headers.flat()), networks());
        assert.deepEqual([found.address?.text, found.source], ["192.0.2.7", "peer"]);
      },
    ),
  );
});

test("a stated address stands alone: neither peer nor headers are looked at", () => {
  const asked = raw("/", forwarded("203.0.113.9"), { peer: "10.0.0.1", statedAddress: "198.51.100.4" });
  assert.equal(clientAddress(asked, proxies).address?.text, "198.51.100.4");
  assert.equal(clientAddress({ ...asked, statedAddress: "nowhere" }, proxies).address, undefined);
});

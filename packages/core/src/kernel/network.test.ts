import assert from "node:assert/strict";
import { BlockList } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { networks } from "../../test/sample.ts";
import { type Address, parseAddress } from "./address.ts";
import { type Network, NetworkSet, parseNetwork } from "./network.ts";

test("NET-01: mapped prefixes below /96, host bits and bad prefixes are refused", () => {
  const refused = [
    "::ffff:0:0/95",
    "::ffff:0:0/0",
    "10.0.0.1/8",
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/08",
    "10.0.0.0/-1",
  ];
  for (const text of [...refused, "10.0.0.0/", "10.0.0.0/8/8", "/8", "10/8", "2001:db8::1/64", "*"])
    assert.ok("problem" in parseNetwork(text), text);
});

test("a mapped network is the IPv4 network it stands for", () => {
  const read = parseNetwork("::ffff:192.0.2.0/120");
  assert.ok("text" in read);
  assert.equal(read.text, "192.0.2.0/24");
});

test("a lone address is a network of one", () => {
  const set = networks("192.0.2.7", "2001:db8::1");
  assert.deepEqual(set.texts, ["192.0.2.7/32", "2001:db8::1/128"]);
  assert.deepEqual(
    ["192.0.2.7", "192.0.2.6", "2001:db8::1", "2001:db8::"].map((text) => set.has(addressOf(text))),
    [true, false, true, false],
  );
});

test("everything of one family is nothing of the other", () => {
  assert.equal(networks("0.0.0.0/0").has(addressOf("::1")), false);
  assert.equal(networks("::/0").has(addressOf("192.0.2.7")), false);
  assert.equal(networks("::/0").has(addressOf("::ffff:192.0.2.7")), false);
});

function addressOf(text: string): Address {
  const address = parseAddress(text);
  assert.ok(address);
  return address;
}

/** Few different bits, so that networks nest and addresses fall into them. */
const word = fc.constantFrom(0, 1, 0x8000_0000, 0xc000_0000, 0xc000_0200, 0xffff_ffff, 0x2001_0db8);
const v4Text = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
const v6Text = (words: readonly number[]): string =>
  words.flatMap((value) => [(value >>> 16).toString(16), (value & 0xffff).toString(16)]).join(":");
const anyAddress = fc.oneof(word.map(v4Text), fc.tuple(word, word, word, word).map(v6Text)).map(addressOf);

const masked = (words: readonly number[], prefix: number): number[] =>
  words.map((value, at) => {
    const bits = Math.min(32, Math.max(0, prefix - at * 32));
    return bits === 0 ? 0 : (value & (0xffff_ffff << (32 - bits))) >>> 0;
  });

const anyNetwork: fc.Arbitrary<Network> = fc.tuple(anyAddress, fc.nat(128)).map(([address, length]) => {
  const prefix = Math.min(length, address.words.length * 32);
  const words = masked(address.words, prefix);
  const read = parseNetwork(`${address.family === 4 ? v4Text(words[0] ?? 0) : v6Text(words)}/${prefix}`);
  assert.ok("address" in read);
  return read;
});

const lies = (address: Address, { address: base, prefix }: Network): boolean =>
  address.family === base.family && masked(address.words, prefix).join() === base.words.join();

test("a set agrees with its networks one by one and with Node's BlockList", () => {
  fc.assert(
    fc.property(fc.array(anyNetwork, { maxLength: 12 }), anyAddress, (list, address) => {
      const set = new NetworkSet(list);
      assert.equal(
        set.has(address),
        list.some((network) => lies(address, network)),
      );
      assert.equal(set.has(address), blockList(list, address.family).check(address.text, familyName(address.family)));
    }),
    { numRuns: 2000 },
  );
});

const familyName = (family: 4 | 6) => (family === 4 ? "ipv4" : "ipv6");

/** One family only: a BlockList also finds IPv4 networks for their mapped form. */
function blockList(list: readonly Network[], family: 4 | 6): BlockList {
  const block = new BlockList();
  for (const { address, prefix } of list)
    if (address.family === family) block.addSubnet(address.text, prefix, familyName(family));
  return block;
}

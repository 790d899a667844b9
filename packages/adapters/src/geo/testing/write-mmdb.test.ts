import assert from "node:assert/strict";
import { test } from "node:test";
import { type Address, type Network, NetworkSet, parseAddress, parseNetwork } from "@clavis/core";
import fc from "fast-check";
import { CountryData } from "../country-data.ts";
import { countryMmdb } from "./write-mmdb.ts";

/** Few different bits, so that networks nest and addresses fall into them; no IPv6 one holds `::/96`. */
const word = fc.constantFrom(0, 1, 0x8000_0000, 0xc000_0000, 0xc000_0200, 0xffff_ffff, 0x2001_0db8);
const v4Text = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
const v6Text = (words: readonly number[]): string =>
  words.flatMap((value) => [(value >>> 16).toString(16), (value & 0xffff).toString(16)]).join(":");
const anyText = fc.oneof(
  word.map(v4Text),
  fc.tuple(fc.constant(0x2001_0db8), word, word, word).map((words) => v6Text(words)),
);

const anyNetwork = fc
  .tuple(anyText, fc.nat(128))
  .map(([text, prefix]) => parseNetwork(`${text}/${text.includes(":") ? Math.max(prefix, 3) : prefix % 33}`))
  .filter((read): read is Network => "text" in read);
const anyCountry = fc.constantFrom("NL", "BE", "FR", "GP", "US");

const addressOf = (text: string): Address => {
  const address = parseAddress(text);
  assert.ok(address);
  return address;
};

/** The country of the longest of the networks that hold the address, each asked by itself. */
function expected(countries: ReadonlyMap<string, string>, address: Address): string | undefined {
  const holding = [...countries.keys()]
    .map((text) => parseNetwork(text))
    .filter((read) => "text" in read && new NetworkSet([read]).has(address))
    .map((read) => read as Network)
    .toSorted((one, other) => other.prefix - one.prefix);
  return countries.get(holding[0]?.text ?? "");
}

test("what is read back from a written file is what was written, of nested networks the smaller one", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyNetwork, anyCountry), { minLength: 1 }), fc.array(anyText), (entries, texts) => {
      const countries = new Map(entries.map(([network, country]) => [network.text, country]));
      const data = new CountryData(countryMmdb(Object.fromEntries(countries), { builtAt: 0 }));
      for (const address of [...entries.map(([network]) => network.address), ...texts.map(addressOf)])
        assert.equal(data.countryOf(address), expected(countries, address), address.text);
    }),
  );
});

test("a network that is none, or of the other family, is not written", () => {
  const written = (network: string) => (): Buffer => countryMmdb({ [network]: "NL" }, { builtAt: 0, ipVersion: 4 });
  assert.throws(written("203.0.113.1/24"), /has bits set behind its prefix/);
  assert.throws(written("2001:db8::/32"), /does not fit in a file of IPv4/);
});

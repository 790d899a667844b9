import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "@clavis/core";
import { CountryData } from "./country-data.ts";
import { countryMmdb, type MmdbValue, mmdbOf } from "./testing/write-mmdb.ts";

const builtAt = Date.UTC(2026, 10, 1);
const countries = { "203.0.113.0/24": "NL", "198.51.100.0/25": "BE", "2001:db8:1::/48": "FR", "0.0.0.7/32": "US" };
const file = countryMmdb(countries, { builtAt });

function countryIn(data: CountryData, text: string): string | undefined {
  const address = parseAddress(text);
  assert.ok(address, text);
  return data.countryOf(address);
}

const dataOf = (record: MmdbValue): CountryData =>
  new CountryData(
    mmdbOf(
      [
        ["203.0.113.0/24", record],
        ["192.0.2.0/24", { country: { iso_code: "US" } }],
      ],
      { builtAt },
    ),
  );

test("an address is in the country of its network, in either family, every time it is asked", () => {
  const data = new CountryData(file);
  for (const [text, country] of [
    ["203.0.113.0", "NL"],
    ["203.0.113.255", "NL"],
    ["203.0.114.0", undefined],
    ["198.51.100.127", "BE"],
    ["198.51.100.128", undefined],
    ["2001:db8:1:ffff::7", "FR"],
    ["2001:db8:2::7", undefined],
  ] as const) {
    assert.equal(countryIn(data, text), country, text);
    assert.equal(countryIn(data, text), country, text);
  }
  assert.equal(data.builtAt, builtAt);
});

test("NET-02: an IPv4-mapped address is in the country of the IPv4 one, another that only looks alike is in none", () => {
  const data = new CountryData(file);
  assert.equal(countryIn(data, "::ffff:203.0.113.5"), "NL");
  assert.equal(countryIn(data, "::ffff:cb00:7105"), "NL");
  assert.equal(countryIn(data, "::203.0.113.5"), undefined);
  assert.equal(countryIn(data, "::7"), undefined);
});

test("NET-03: in a file of IPv4 no IPv6 address has a country, whatever its first bits are", () => {
  const data = new CountryData(countryMmdb({ "32.1.13.184/32": "NL" }, { builtAt, ipVersion: 4 }));
  assert.equal(countryIn(data, "32.1.13.184"), "NL");
  assert.equal(countryIn(data, "2001:db8::1"), undefined);
});

test("NET-03: where the network is registered is no country to be in, nor is what has another form", () => {
  for (const record of [
    { registered_country: { iso_code: "NL" } },
    { country: { geoname_id: 7 } },
    { country: { iso_code: "nl" } },
    { country: { iso_code: "NLD" } },
    { country: { iso_code: 31 } },
    { country: "NL" },
    "NL",
    ["NL"],
  ])
    assert.equal(countryIn(dataOf(record), "203.0.113.5"), undefined, JSON.stringify(record));
});

test("a city file has its countries too", () => {
  const city = { city: { names: { en: "Gent" } }, country: { iso_code: "BE" }, registered_country: { iso_code: "NL" } };
  assert.equal(countryIn(dataOf(city), "203.0.113.5"), "BE");
});

test("a file without countries is refused, and says which one is needed", () => {
  const asn = mmdbOf([["203.0.113.0/24", { autonomous_system_number: 64_500 }]], { builtAt, type: "Test-ASN" });
  assert.throws(() => new CountryData(asn), /a country or city file is needed/);
  assert.throws(() => new CountryData(countryMmdb({}, { builtAt })), /a country or city file is needed/);
});

test("a file that is cut short anywhere is refused", () => {
  for (let length = 0; length < file.length; length++)
    assert.throws(() => new CountryData(file.subarray(0, length)), Error, `${length} of ${file.length} bytes`);
});

test("a file whose beginning is missing, or that is of another format, is refused", () => {
  assert.throws(() => new CountryData(file.subarray(12)), /do not fit together/);
  assert.throws(() => new CountryData(Buffer.from("203.0.113.0/24,NL\n")), /no MaxMind DB file/);
  const another = Buffer.from(file);
  another.writeUInt8(3, another.indexOf("binary_format_major_version") + "binary_format_major_version".length + 1);
  assert.throws(() => new CountryData(another), /format 3 is not known/);
});

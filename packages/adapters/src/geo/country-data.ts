import type { Address } from "@clavis/core";
import { type CountryResponse, Reader } from "maxmind";
import { SlotCache } from "../cache/slot-cache.ts";

const marker = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");
/** Zero bytes between the tree and the records. */
const separator = 16;
/** Networks looked at for the first country: the empty ones before it are a few dozen. */
const probed = 10_000;
const codeForm = /^[A-Z]{2}$/;

/**
 * The countries of a MaxMind DB file (format 2.0), whole in memory: `country.iso_code` of its records, where the address
 * is used. `registered_country`, where the network's owner is, says nothing of that and is not taken instead.
 *
 * Error, with a text for the operator, for bytes that are cut short, of another format, or without any country.
 */
export class CountryData {
  /** When the file was made, in milliseconds since the epoch. */
  readonly builtAt: number;
  readonly #reader: Reader<CountryResponse>;
  /** An empty text for an address without a country. A look-up costs a microsecond or two, from here a fraction of that. */
  readonly #known = new SlotCache<string>(4096);

  constructor(bytes: Buffer) {
    this.#reader = readerOf(bytes);
    this.builtAt = this.#reader.metadata.buildEpoch.getTime();
    if (!unlessDamaged(() => hasCountry(this.#reader)))
      throw new Error("no record names a country (country.iso_code): a country or city file is needed");
  }

  /** The library's error where the file is damaged there. */
  countryOf(address: Address): string | undefined {
    const known = this.#known.get(address.text) ?? this.#find(address);
    return known === "" ? undefined : known;
  }

  #find(address: Address): string {
    const found = this.#isCovered(address) ? codeOf(this.#reader.get(address.text)) : "";
    this.#known.set(address.text, found);
    return found;
  }

  /** In a file of IPv4 the reader would take the first bits of any other address for one; `::/96` is where IPv4 lies. */
  #isCovered({ family, words }: Address): boolean {
    if (family === 4) return true;
    return this.#reader.metadata.ipVersion === 6 && words.slice(0, 3).some((word) => word !== 0);
  }
}

/** Empty for none. What the record is like is up to the file. */
function codeOf(record: CountryResponse | null): string {
  const code: unknown = record?.country?.iso_code;
  return typeof code === "string" && codeForm.test(code) ? code : "";
}

function readerOf(bytes: Buffer): Reader<CountryResponse> {
  const end = bytes.lastIndexOf(marker);
  if (end < 0) throw new Error("it is no MaxMind DB file, or one cut short");
  const reader = unlessDamaged(() => new Reader<CountryResponse>(bytes, { cache: new RecordCache() }));
  const { binaryFormatMajorVersion, ipVersion, searchTreeSize: tree, buildEpoch } = reader.metadata;
  if (binaryFormatMajorVersion !== 2) throw new Error(`format ${binaryFormatMajorVersion} is not known`);
  const isWhole =
    tree > 0 && tree + separator <= end && bytes.subarray(tree, tree + separator).every((byte) => byte === 0);
  if (!isWhole || (ipVersion !== 4 && ipVersion !== 6) || Number.isNaN(buildEpoch.getTime()))
    throw new Error("it is damaged: its parts do not fit together");
  return reader;
}

/** What the library throws names bytes and offsets; whatever it is, another file is needed. */
function unlessDamaged<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new Error("it is damaged", { cause });
  }
}

/** Decoded records by their place in the file. There are few different countries; cities are dropped at times. */
class RecordCache {
  readonly #records = new Map<string | number, unknown>();

  get(place: string | number): unknown {
    return this.#records.get(place);
  }

  set(place: string | number, record: unknown): void {
    if (this.#records.size === 4096) this.#records.clear();
    this.#records.set(place, record);
  }
}

/** Walks along the networks, from the lowest address on. */
function hasCountry(reader: Reader<CountryResponse>): boolean {
  const bits = reader.metadata.ipVersion === 4 ? 32 : 128;
  let address = 0n;
  for (let count = 0; count < probed && address < 1n << BigInt(bits); count++) {
    const [record, prefix] = reader.getWithPrefixLength(bits === 32 ? v4Text(address) : v6Text(address));
    if (codeOf(record) !== "") return true;
    address += 1n << BigInt(bits - prefix);
  }
  return false;
}

const v4Text = (address: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".");

const v6Text = (address: bigint): string => (address.toString(16).padStart(32, "0").match(/.{4}/g) ?? []).join(":");

import { parseNetwork } from "@clavis/core";

/** What a MaxMind DB file can hold, as far as tests need it. A number is a 32-bit unsigned one. */
export type MmdbValue = string | number | readonly string[] | { readonly [name: string]: MmdbValue };

export interface MmdbMetadata {
  /** Milliseconds since the epoch, whole seconds. */
  readonly builtAt: number;
  /** 6 unless given: IPv4 then lies in `::/96`. */
  readonly ipVersion?: 4 | 6;
  readonly type?: string;
}

/**
 * A MaxMind DB file (format 2.0, records of 24 bits) of networks in CIDR notation with the country of each. Of nested
 * networks the smaller one counts, as everywhere. RangeError for what is no network, or none of this IP version.
 */
export const countryMmdb = (countries: Readonly<Record<string, string>>, metadata: MmdbMetadata): Buffer =>
  mmdbOf(
    Object.entries(countries).map(([network, code]) => [network, { country: { iso_code: code } }]),
    metadata,
  );

/** The same with any records. */
export function mmdbOf(
  records: readonly (readonly [network: string, record: MmdbValue])[],
  { builtAt, ipVersion = 6, type = "Test-Country" }: MmdbMetadata,
): Buffer {
  const data = new DataSection();
  const leaves = records.map(([text, record]) => ({ bits: bitsOf(text, ipVersion), at: data.add(record) }));
  const nodes = treeOf(leaves.toSorted((one, other) => one.bits.length - other.bits.length));
  const metadata = Buffer.concat([
    Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"),
    ...mapOf([
      ["binary_format_major_version", unsigned(uint16, 2)],
      ["binary_format_minor_version", unsigned(uint16, 0)],
      ["build_epoch", unsigned(uint64, builtAt / 1000)],
      ["database_type", encoded(type)],
      ["description", encoded({ en: "made for a test" })],
      ["ip_version", unsigned(uint16, ipVersion)],
      ["languages", encoded(["en"])],
      ["node_count", unsigned(uint32, nodes.length)],
      ["record_size", unsigned(uint16, 24)],
    ]),
  ]);
  return Buffer.concat([treeBytes(nodes), Buffer.alloc(16), data.bytes(), metadata]);
}

/** Equal records are stored once. */
class DataSection {
  readonly #places = new Map<string, number>();
  readonly #parts: Buffer[] = [];
  #length = 0;

  /** Gives where in the section it is. */
  add(record: MmdbValue): number {
    const part = encoded(record);
    const name = part.toString("latin1");
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const at = this.#length;
    this.#places.set(name, at);
    this.#parts.push(part);
    this.#length += part.length;
    return at;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** A network as its bits, `0` and `1`; IPv4 in a file of IPv6 behind 96 of them. */
function bitsOf(text: string, ipVersion: 4 | 6): string {
  const network = parseNetwork(text);
  if ("problem" in network) throw new RangeError(network.problem);
  const { family, words } = network.address;
  if (family > ipVersion) throw new RangeError(`${text} does not fit in a file of IPv${ipVersion}`);
  const bits = words.map((word) => word.toString(2).padStart(32, "0")).join("");
  return "0".repeat(family < ipVersion ? 96 : 0) + bits.slice(0, network.prefix);
}

/** Where one bit leads: to another node, to a record in the data section, or nowhere. */
type Branch = { readonly node: number } | { readonly record: number } | undefined;
type Node = [zero: Branch, one: Branch];

/** `leaves` with the widest network first: what lies in it is cut out of it. */
function treeOf(leaves: readonly { readonly bits: string; readonly at: number }[]): readonly Node[] {
  const root: Node = [undefined, undefined];
  const nodes = [root];
  for (const { bits, at } of leaves) {
    const record = { record: at };
    if (bits === "") root.fill(record);
    let node = root;
    for (const [depth, bit] of [...bits].entries()) {
      const side = bit === "1" ? 1 : 0;
      if (depth === bits.length - 1) node[side] = record;
      else node = below(nodes, node, side);
    }
  }
  return nodes;
}

function below(nodes: Node[], parent: Node, side: 0 | 1): Node {
  const branch = parent[side];
  const known = branch !== undefined && "node" in branch ? nodes[branch.node] : undefined;
  if (known !== undefined) return known;
  const made: Node = [branch, branch];
  parent[side] = { node: nodes.push(made) - 1 };
  return made;
}

function treeBytes(nodes: readonly Node[]): Buffer {
  const bytes = Buffer.alloc(nodes.length * 6);
  for (const [at, branch] of nodes.flat().entries()) bytes.writeUIntBE(numberOf(branch, nodes.length), at * 3, 3);
  return bytes;
}

const numberOf = (branch: Branch, nodeCount: number): number =>
  branch === undefined ? nodeCount : "node" in branch ? branch.node : nodeCount + 16 + branch.record;

/** Types of the format; those above 7 stand in a second byte. */
const [utf8, uint16, uint32, map, uint64, array] = [2, 5, 6, 7, 9, 11] as const;

function encoded(value: MmdbValue): Buffer {
  if (typeof value === "number") return unsigned(uint32, value);
  if (typeof value === "string") return Buffer.concat([control(utf8, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([control(array, value.length), ...value.map(encoded)]);
  return Buffer.concat(mapOf(Object.entries(value).map(([name, one]) => [name, encoded(one)])));
}

const mapOf = (members: readonly (readonly [name: string, value: Buffer])[]): Buffer[] => [
  control(map, members.length),
  ...members.flatMap(([name, value]) => [encoded(name), value]),
];

function unsigned(type: number, value: number): Buffer {
  const hex = value === 0 ? "" : value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return Buffer.concat([control(type, bytes.length), bytes]);
}

/** Short values only: a longer one needs another form. */
function control(type: number, size: number): Buffer {
  if (size > 28) throw new RangeError("nothing of 29 bytes or members, or more, is written here");
  return Buffer.from(type > 7 ? [size, type - 7] : [(type << 5) | size]);
}

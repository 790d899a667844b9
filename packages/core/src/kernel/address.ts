/** An IP address in its one canonical form. IPv4-mapped IPv6 is IPv4. `words` are 32-bit: one for v4, four for v6. */
export interface Address {
  /** Canonical text (RFC 5952 for v6). */
  readonly text: string;
  readonly family: 4 | 6;
  readonly words: readonly number[];
}

const zoneForm = /%[A-Za-z0-9.:-]+$/;

/**
 * Reads an address strictly: four decimal parts without leading zeros, or RFC 4291 text without port and brackets.
 * A zone id is dropped. Gives undefined for anything else (octal, hex, host names).
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 64) return undefined;
  if (!text.includes(":")) {
    const word = parseV4(text);
    return word === undefined ? undefined : { text, family: 4, words: [word] };
  }
  const words = parseV6(text.replace(zoneForm, ""));
  if (words === undefined) return undefined;
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return fromV4(words[3]);
  return { text: formatV6(words), family: 6, words };
}

function fromV4(word: number | undefined): Address | undefined {
  if (word === undefined) return undefined;
  return { text: formatV4(word), family: 4, words: [word] };
}

const formatV4 = (word: number): string => `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;

const v4Form = /^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$/;

function parseV4(text: string): number | undefined {
  if (!v4Form.test(text)) return undefined;
  let word = 0;
  let from = 0;
  for (let part = 0; part < 4; part++) {
    const dot = text.indexOf(".", from);
    const value = Number(dot < 0 ? text.slice(from) : text.slice(from, dot));
    if (value > 255) return undefined;
    word = ((word << 8) | value) >>> 0;
    from = dot + 1;
  }
  return word;
}

const v6Group = /^[0-9a-f]{1,4}$/i;

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? "", halves.length === 1);
  const tail = halves[1] === undefined ? [] : groupsOf(halves[1], true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail];
  return [0, 2, 4, 6].map((at) => (((groups[at] ?? 0) << 16) | (groups[at + 1] ?? 0)) >>> 0);
}

/** The 16-bit groups of one side of `::`; only the last side may end in dotted decimal. */
function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [at, part] of parts.entries()) {
    if (part.includes(".")) {
      const word = last && at === parts.length - 1 ? parseV4(part) : undefined;
      if (word === undefined) return undefined;
      groups.push(word >>> 16, word & 0xffff);
    } else if (v6Group.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function formatV6(words: readonly number[]): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const run = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (run.length < 2) return hex.join(":");
  return `${hex.slice(0, run.start).join(":")}::${hex.slice(run.start + run.length).join(":")}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1;
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start };
  }
  return best;
}

/** The network that one customer's line usually has: the /24 of an IPv4 address, the /64 of an IPv6 one. */
export function addressNetwork({ family, words }: Address): string {
  const [first = 0, second = 0] = words;
  return family === 4 ? `${formatV4((first & 0xffffff00) >>> 0)}/24` : `${formatV6([first, second, 0, 0])}/64`;
}

/** True for an address of this machine alone: 127.0.0.0/8 and ::1. */
export const isLoopbackAddress = ({ family, text }: Address): boolean =>
  family === 4 ? text.startsWith("127.") : text === "::1";

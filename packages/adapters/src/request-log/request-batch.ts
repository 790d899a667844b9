import type { RequestRecord } from "@clavis/core";
import { writeUuid } from "./uuid.ts";

/** Rows of one batch. */
export const batchRows = 1024;
/** The texts of one batch are numbered below this; number 0 stands for undefined. */
export const textNumbers = 8192;
const textBytes = 288 * 1024;
/** Longer texts are cut. All texts of a record at this length, as UTF-8, fit in an empty batch. */
const maxTextLength = 4096;

export const phases = ["whole", "opened", "closed"] as const;
export const listeners = ["public", "private", "authz"] as const;
export const effects = ["allow", "refuse"] as const;
export const addressSources = ["peer", "forwarded", "stated"] as const;

/** Places in a row's part of `floats`. An undefined time is NaN. */
export const float = { time: 0, duration: 1, upstreamTime: 2, bytesIn: 3, bytesOut: 4 } as const;
const floatStride = 5;

/** Places in a row's part of `integers`: small numbers first, then the numbers of its texts. */
export const integer = {
  flags: 0,
  status: 1,
  credentialVersion: 2,
  environment: 3,
  method: 4,
  host: 5,
  operation: 6,
  code: 7,
  check: 8,
  rule: 9,
  values: 10,
  credential: 11,
  scheme: 12,
  account: 13,
  address: 14,
  clientRequestId: 15,
  headers: 16,
  path: 17,
  query: 18,
  user: 19,
  /** The id as text where it is no UUID; 0 where its bytes stand in `ids`. */
  idText: 20,
  application: 21,
  session: 22,
  token: 23,
  country: 24,
  notes: 25,
} as const;
const integerStride = 26;

const floatBytes = batchRows * floatStride * 8;
const integerBytes = batchRows * integerStride * 4;
const endBytes = textNumbers * 4;
const idBytes = batchRows * 16;
const batchBytes = floatBytes + integerBytes + endBytes + idBytes + textBytes;

/** The views over one batch's memory: a fixed layout in a single buffer that is transferred between the threads. */
export class BatchMemory {
  readonly buffer: ArrayBuffer;
  readonly floats: Float64Array;
  readonly integers: Int32Array;
  /** Where the text of each number ends in `texts`. */
  readonly ends: Int32Array;
  readonly ids: Uint8Array;
  readonly texts: Buffer;

  constructor(buffer: ArrayBuffer = new ArrayBuffer(batchBytes)) {
    this.buffer = buffer;
    this.floats = new Float64Array(buffer, 0, batchRows * floatStride);
    this.integers = new Int32Array(buffer, floatBytes, batchRows * integerStride);
    this.ends = new Int32Array(buffer, floatBytes + integerBytes, textNumbers);
    this.ids = new Uint8Array(buffer, floatBytes + integerBytes + endBytes, idBytes);
    this.texts = Buffer.from(buffer, floatBytes + integerBytes + endBytes + idBytes, textBytes);
  }
}

/** Writes records into a batch. Keeps no string of a record beyond the batch, and repeated ones once. */
export class BatchEncoder {
  #memory: BatchMemory | undefined;
  readonly #numbers = new Map<string, number>();
  /** The texts of the row before and their numbers, by place. */
  readonly #previous: (string | undefined)[] = Array(integerStride).fill(undefined);
  readonly #previousNumbers = new Int32Array(integerStride);
  #rows = 0;
  #texts = 0;
  #end = 0;
  #overflow = false;

  /** Begins a batch; one that was not ended is given up. */
  begin(memory: BatchMemory): void {
    this.end();
    this.#memory = memory;
    this.#rows = this.#texts = this.#end = 0;
    this.#overflow = false;
  }

  /** Ends the batch, forgets its texts and gives its number of rows. */
  end(): number {
    this.#memory = undefined;
    this.#numbers.clear();
    this.#previous.fill(undefined);
    return this.#rows;
  }

  /** False, and nothing written, when the batch has no room for the record. An empty batch always has. */
  put(record: RequestRecord): boolean {
    const memory = this.#memory;
    if (memory === undefined || this.#rows === batchRows) return false;
    const { floats, integers } = memory;
    const floatAt = this.#rows * floatStride;
    floats[floatAt + float.time] = record.time;
    floats[floatAt + float.duration] = record.duration;
    floats[floatAt + float.upstreamTime] = record.upstreamTime ?? Number.NaN;
    floats[floatAt + float.bytesIn] = record.bytesIn;
    floats[floatAt + float.bytesOut] = record.bytesOut;
    const at = this.#rows * integerStride;
    const hasId = writeUuid(record.id, memory.ids, this.#rows * 16);
    integers[at + integer.flags] = flagsOf(record);
    integers[at + integer.status] = record.status & 0xffff;
    integers[at + integer.credentialVersion] = record.credentialVersion ?? -1;
    integers[at + integer.environment] = this.#shared(memory, integer.environment, record.environment);
    integers[at + integer.method] = this.#shared(memory, integer.method, record.method);
    integers[at + integer.host] = this.#shared(memory, integer.host, record.host);
    integers[at + integer.operation] = this.#shared(memory, integer.operation, record.operation);
    integers[at + integer.code] = this.#shared(memory, integer.code, record.code);
    integers[at + integer.check] = this.#shared(memory, integer.check, record.check);
    integers[at + integer.rule] = this.#shared(memory, integer.rule, record.rule);
    integers[at + integer.values] = this.#single(memory, record.values);
    integers[at + integer.credential] = this.#shared(memory, integer.credential, record.credential);
    integers[at + integer.scheme] = this.#shared(memory, integer.scheme, record.scheme);
    integers[at + integer.user] = this.#shared(memory, integer.user, record.user);
    integers[at + integer.account] = this.#shared(memory, integer.account, record.account);
    this.#putMeans(memory, at, record);
    integers[at + integer.country] = this.#shared(memory, integer.country, record.country);
    integers[at + integer.notes] = this.#shared(memory, integer.notes, record.notes);
    integers[at + integer.address] = this.#single(memory, record.address);
    integers[at + integer.clientRequestId] = this.#single(memory, record.clientRequestId);
    integers[at + integer.headers] = this.#shared(memory, integer.headers, record.headers);
    integers[at + integer.path] = this.#single(memory, record.path);
    integers[at + integer.query] = this.#shared(memory, integer.query, record.query);
    integers[at + integer.idText] = hasId ? 0 : this.#single(memory, record.id);
    if (this.#overflow) return false;
    this.#rows++;
    return true;
  }

  /** By what the caller came, besides a key. */
  #putMeans(memory: BatchMemory, at: number, { application, session, token }: RequestRecord): void {
    const { integers } = memory;
    integers[at + integer.application] = this.#shared(memory, integer.application, application);
    integers[at + integer.session] = this.#shared(memory, integer.session, session);
    integers[at + integer.token] = this.#shared(memory, integer.token, token);
  }

  /** The number of a text that other rows are likely to have too, most of all the row before. */
  #shared(memory: BatchMemory, place: number, text: string | undefined): number {
    if (text === undefined) return 0;
    if (text === this.#previous[place]) return this.#previousNumbers[place] ?? 0;
    const number = this.#numbers.get(text) ?? this.#first(memory, text);
    this.#previous[place] = text;
    this.#previousNumbers[place] = number;
    return number;
  }

  #first(memory: BatchMemory, text: string): number {
    const number = this.#single(memory, text);
    this.#numbers.set(text, number);
    return number;
  }

  /** The number of a text that is this row's own. */
  #single(memory: BatchMemory, text: string | undefined): number {
    if (text === undefined) return 0;
    const end = this.#texts === textNumbers - 1 ? -1 : writeText(text, memory.texts, this.#end);
    if (end < 0) {
      this.#overflow = true;
      return 0;
    }
    this.#end = end;
    memory.ends[++this.#texts] = end;
    return this.#texts;
  }
}

/** Reads a batch in the writer thread. `row` counts from 0. */
export class BatchDecoder {
  readonly #memory: BatchMemory;
  readonly #texts: (string | undefined)[] = [];

  constructor(buffer: ArrayBuffer) {
    this.#memory = new BatchMemory(buffer);
  }

  float(row: number, place: number): number {
    return this.#memory.floats[row * floatStride + place] ?? Number.NaN;
  }

  integer(row: number, place: number): number {
    return this.#memory.integers[row * integerStride + place] ?? 0;
  }

  /** The id's 16 bytes; they hold nothing where the row has an `idText`. */
  id(row: number): Uint8Array {
    return this.#memory.ids.subarray(row * 16, row * 16 + 16);
  }

  /** The text of a number; undefined for 0. */
  text(number: number): string | undefined {
    if (number === 0) return undefined;
    const { ends, texts } = this.#memory;
    this.#texts[number] ??= texts.toString("utf8", number === 1 ? 0 : ends[number - 1], ends[number]);
    return this.#texts[number];
  }

  /** A row's text as SQLite takes it. */
  textAt(row: number, place: number): string | null {
    return this.text(this.integer(row, place)) ?? null;
  }
}

/** Two bits each: phase, listener, address source; then one each: effect, deprecated. */
function flagsOf(record: RequestRecord): number {
  const { phase, listener, addressSource, effect, deprecated } = record;
  return (
    phases.indexOf(phase) |
    (listeners.indexOf(listener) << 2) |
    (addressSources.indexOf(addressSource) << 4) |
    (effects.indexOf(effect) << 6) |
    (deprecated ? 128 : 0)
  );
}

/** Writes the text as UTF-8 and gives its end, or -1 where there is no room. */
function writeText(text: string, into: Buffer, start: number): number {
  const length = Math.min(text.length, maxTextLength);
  if (start + length * 3 > textBytes) return -1;
  return start + into.write(text.length > length ? text.slice(0, length) : text, start);
}

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { SlotCache } from "../cache/slot-cache.ts";
import { addressCell } from "./address-cell.ts";
import { PairCache } from "./pair-cache.ts";
import {
  addressSources,
  type BatchDecoder,
  effects,
  integer,
  listeners,
  phases,
  textNumbers,
} from "./request-batch.ts";

/** Texts up to this many characters take less as themselves than as a number. */
const shortText = 2;
/** Longer texts are stored as they are: the memory for known texts stays bounded. */
const longText = 256;

/** So many shapes and callers are remembered; beyond that all of them are met anew. */
const maxKnown = 32_768;

/** A cell that holds a text: itself, or the number of its row in table `text` (a bigint, or SQLite stores a float). */
export type TextCell = string | bigint;

/**
 * What rows of one day share: texts, shapes (everything of a row that takes few values) and callers. Known entries are
 * remembered within bounds; a forgotten one is simply stored again.
 */
export class Pools {
  readonly #boot: number;
  readonly #texts = new SlotCache<bigint>(65_536);
  readonly #addresses = new SlotCache<Uint8Array | string>(8_192);
  readonly #shapes = new Map<string, number>();
  readonly #callers = new Map<string, number>();
  readonly #insertText: StatementSync;
  readonly #insertShape: StatementSync;
  readonly #insertCaller: StatementSync;

  constructor(database: DatabaseSync, boot: number) {
    this.#boot = boot;
    this.#insertText = database.prepare("INSERT INTO text (value) VALUES (?)");
    this.#insertShape = database.prepare(
      `INSERT INTO shape (boot, phase, listener, effect, address_source, status, environment, method, operation, code,
       "check", deprecated, notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertCaller = database.prepare(
      `INSERT INTO caller (credential, credential_version, scheme, user, account, application, session, token)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** A text's cell: the text itself the first time it is met, from then on its number. */
  text(text: string): TextCell {
    if (text.length <= shortText || text.length > longText) return text;
    const known = this.#texts.get(text);
    if (known === undefined) {
      this.#texts.set(text, 0n);
      return text;
    }
    if (known !== 0n) return known;
    const number = BigInt(this.#insertText.run(text).lastInsertRowid);
    this.#texts.set(text, number);
    return number;
  }

  /** An address's cell, remembered: reading an address takes longer than finding it again. */
  address(text: string): Uint8Array | string {
    const known = this.#addresses.get(text);
    if (known !== undefined) return known;
    const cell = addressCell(text);
    this.#addresses.set(text, cell);
    return cell;
  }

  shape(batch: BatchDecoder, row: number): number {
    const flags = batch.integer(row, integer.flags);
    const values = [
      phases[flags & 3] ?? phases[0],
      listeners[(flags >> 2) & 3] ?? listeners[0],
      effects[(flags >> 6) & 1] ?? effects[1],
      addressSources[(flags >> 4) & 3] ?? addressSources[0],
      batch.integer(row, integer.status),
      batch.textAt(row, integer.environment),
      batch.textAt(row, integer.method) ?? "",
      batch.textAt(row, integer.operation),
      batch.textAt(row, integer.code),
      batch.textAt(row, integer.check),
      flags >> 7,
      batch.textAt(row, integer.notes),
    ] as const;
    const key = JSON.stringify(values);
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const number = Number(this.#insertShape.run(this.#boot, ...values).lastInsertRowid);
    remember(this.#shapes, key, number);
    return number;
  }

  /** Null where nobody is known. */
  caller(batch: BatchDecoder, row: number): number | null {
    const version = batch.integer(row, integer.credentialVersion);
    const values = [
      batch.textAt(row, integer.credential),
      version < 0 ? null : version,
      batch.textAt(row, integer.scheme),
      batch.textAt(row, integer.user),
      batch.textAt(row, integer.account),
      batch.textAt(row, integer.application),
      batch.textAt(row, integer.session),
      batch.textAt(row, integer.token),
    ] as const;
    if (values.every((value) => value === null)) return null;
    const key = JSON.stringify(values);
    const known = this.#callers.get(key);
    if (known !== undefined) return known;
    const number = Number(this.#insertCaller.run(...values).lastInsertRowid);
    remember(this.#callers, key, number);
    return number;
  }
}

function remember(known: Map<string, number>, key: string, number: number): void {
  if (known.size === maxKnown) known.clear();
  known.set(key, number);
}

/** The pools as one batch's rows see them: a combination of text numbers is looked up once a batch. */
export class BatchPools {
  readonly #pools: Pools;
  readonly #batch: BatchDecoder;
  /** By the number of their notes, of which most rows have none. */
  readonly #shapes = new Map<number, PairCache<number>>();
  readonly #callers = new PairCache<number | null>();
  readonly #cells: (bigint | undefined)[] = [];

  constructor(pools: Pools, batch: BatchDecoder) {
    this.#pools = pools;
    this.#batch = batch;
  }

  shape(row: number): number {
    const at = (place: number) => this.#batch.integer(row, place);
    const request = at(integer.environment) + textNumbers * at(integer.method);
    const first = at(integer.flags) + 256 * (at(integer.status) + 65_536 * request);
    const second = at(integer.operation) + textNumbers * (at(integer.code) + textNumbers * at(integer.check));
    return this.#shapesWith(at(integer.notes)).get(first, second, () => this.#pools.shape(this.#batch, row));
  }

  caller(row: number): number | null {
    const at = (place: number) => this.#batch.integer(row, place);
    const version = at(integer.credentialVersion) + 1;
    // Beyond what the second number has room for: such a key was rotated every hour for a year.
    if (version >= 2 * textNumbers) return this.#pools.caller(this.#batch, row);
    const scheme = at(integer.scheme) + textNumbers * at(integer.account);
    const first = at(integer.credential) + textNumbers * (at(integer.application) + textNumbers * scheme);
    const means = at(integer.session) + textNumbers * at(integer.token);
    const second = at(integer.user) + textNumbers * (means + textNumbers ** 2 * version);
    return this.#callers.get(first, second, () => this.#pools.caller(this.#batch, row));
  }

  #shapesWith(notes: number): PairCache<number> {
    const known = this.#shapes.get(notes);
    if (known !== undefined) return known;
    const shapes = new PairCache<number>();
    this.#shapes.set(notes, shapes);
    return shapes;
  }

  address(row: number): Uint8Array | string | null {
    const text = this.#batch.textAt(row, integer.address);
    return text === null ? null : this.#pools.address(text);
  }

  /** The cell of one of the row's texts; null where it has none. */
  text(row: number, place: number): TextCell | null {
    const number = this.#batch.integer(row, place);
    const known = this.#cells[number];
    if (known !== undefined) return known;
    const text = this.#batch.text(number);
    if (text === undefined) return null;
    const cell = this.#pools.text(text);
    if (typeof cell === "bigint") this.#cells[number] = cell;
    return cell;
  }
}

import type { AccountRecord } from "@clavis/core";
import { noRights } from "./stored-rights.ts";

/** Accounts by number, and by an index that keys refer to. An index stays with its number for good. */
export class AccountTable {
  readonly #indexes = new Map<string, number>();
  readonly #records: AccountRecord[] = [];
  readonly #absent = new Set<number>();

  /** The number's index, whether there is such an account or not. */
  index(number: string): number {
    const known = this.#indexes.get(number);
    if (known !== undefined) return known;
    const index = this.#records.push({ number, enabled: false, rights: noRights }) - 1;
    this.#indexes.set(number, index);
    this.#absent.add(index);
    return index;
  }

  put(account: AccountRecord): void {
    const index = this.index(account.number);
    this.#records[index] = account;
    this.#absent.delete(index);
  }

  remove(number: string): void {
    const index = this.index(number);
    this.#records[index] = { number, enabled: false, rights: noRights };
    this.#absent.add(index);
  }

  find(number: string): AccountRecord | undefined {
    const index = this.#indexes.get(number);
    return index === undefined || this.#absent.has(index) ? undefined : this.#records[index];
  }

  /** The account of an index; a disabled one without rights where there is none. RangeError for an unknown index. */
  at(index: number): AccountRecord {
    const record = this.#records[index];
    if (record === undefined) throw new RangeError("no such account");
    return record;
  }

  /** Removes every account but these. */
  keep(numbers: ReadonlySet<string>): void {
    for (const number of this.#indexes.keys()) if (!numbers.has(number)) this.remove(number);
  }
}

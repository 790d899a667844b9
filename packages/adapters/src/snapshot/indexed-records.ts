/** Records by name, and by an index that keys refer to. An index stays with its name for good. */
export class IndexedRecords<Value> {
  readonly #absent: (name: string) => Value;
  readonly #indexes = new Map<string, number>();
  readonly #records: Value[] = [];
  readonly #absences = new Set<number>();

  /** `absent` makes what stands for a name that has no record. */
  constructor(absent: (name: string) => Value) {
    this.#absent = absent;
  }

  /** The name's index, whether there is such a record or not. */
  index(name: string): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = this.#records.push(this.#absent(name)) - 1;
    this.#indexes.set(name, index);
    this.#absences.add(index);
    return index;
  }

  put(name: string, record: Value): void {
    const index = this.index(name);
    this.#records[index] = record;
    this.#absences.delete(index);
  }

  remove(name: string): void {
    const index = this.index(name);
    this.#records[index] = this.#absent(name);
    this.#absences.add(index);
  }

  find(name: string): Value | undefined {
    const index = this.#indexes.get(name);
    return index === undefined || this.#absences.has(index) ? undefined : this.#records[index];
  }

  /** The record of an index, or what stands for it. RangeError for an index that was not given out. */
  at(index: number): Value {
    const record = this.#records[index];
    if (record === undefined) throw new RangeError("no such record");
    return record;
  }

  /** Removes every record but these. */
  keep(names: ReadonlySet<string>): void {
    for (const name of this.#indexes.keys()) if (!names.has(name)) this.remove(name);
  }
}

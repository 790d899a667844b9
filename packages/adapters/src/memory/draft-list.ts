/** A list that is appended to apart: the list underneath only grows when what was appended is committed. */
export class DraftList<Value> {
  readonly #committed: Value[];
  readonly #appended: Value[] = [];

  constructor(committed: Value[]) {
    this.#committed = committed;
  }

  get length(): number {
    return this.#committed.length + this.#appended.length;
  }

  push(value: Value): void {
    this.#appended.push(value);
  }

  commit(): void {
    this.#committed.push(...this.#appended);
  }
}

/** Counts problems and passes them on, once while the same one lasts: a full disk fails four times a second. */
export class Problems {
  readonly #onProblem: (text: string) => void;
  #count = 0;
  #lasting: string | undefined;

  constructor(onProblem: (text: string) => void) {
    this.#onProblem = onProblem;
  }

  get count(): number {
    return this.#count;
  }

  report(text: string): void {
    this.#count++;
    if (text === this.#lasting) return;
    this.#lasting = text;
    this.#onProblem(text);
  }

  /** Something succeeded: the next problem is news. */
  passed(): void {
    this.#lasting = undefined;
  }
}

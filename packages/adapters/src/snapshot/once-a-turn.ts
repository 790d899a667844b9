/** Says yes once in each turn of the event loop. */
export class OnceATurn {
  #asked = false;
  readonly #forget = (): void => {
    this.#asked = false;
  };

  /**
   * True the first time in this turn. The immediate that ends the turn keeps the process alive for that turn only; were
   * it unreferenced, the loop could wait for input with the mark still set.
   */
  isFirst(): boolean {
    if (this.#asked) return false;
    this.#asked = true;
    setImmediate(this.#forget);
    return true;
  }
}

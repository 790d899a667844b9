/** How signing keys follow one another. Milliseconds. */
export interface SigningTimes {
  /** How long a key is published before it signs: longer than verifiers keep a key set. 15 minutes unless set. */
  readonly lead: number;
  /** How long after its last signature a key verifies: the longest life of a token and the skew of clocks. */
  readonly overlap: number;
  /** How long a key signs before the next one does; undefined where keys are changed by command only. */
  readonly rotateEvery: number | undefined;
}

export const defaultLead = 15 * 60_000;

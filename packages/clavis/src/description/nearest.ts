/** `; did you mean "x"?` for the known name that is at most a third of its letters away, else nothing. */
export function nearest(name: string, known: readonly string[]): string {
  const scored = known.map((candidate) => ({ candidate, distance: distanceOf(name.slice(0, 64), candidate) }));
  const best = scored.sort((left, right) => left.distance - right.distance)[0];
  if (best === undefined || best.distance > Math.max(1, Math.floor(best.candidate.length / 3))) return "";
  return `; did you mean "${best.candidate}"?`;
}

/** Levenshtein's edit distance, case aside. */
function distanceOf(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...left.toLowerCase()].entries()) {
    const next = [at + 1];
    for (const [to, other] of [...right.toLowerCase()].entries())
      next.push(Math.min((row[to] ?? 0) + (letter === other ? 0 : 1), (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** RFC 3339, or a day: `2027-01-31T08:00:00Z`, `2027-01-31`. */
export const momentForm = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since the epoch; a day begins in UTC. Undefined for what is of another form, or in no calendar. */
export function parseMoment(text: string): number | undefined {
  const time = momentForm.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(dayOf(text, time))) return undefined;
  return time;
}

/** Date.parse takes 31 February for a day in March; a time with an offset may rightly fall on a neighbouring day. */
const dayOf = (text: string, time: number): string =>
  text.length === 10 || text.endsWith("Z") ? text.slice(0, 10) : new Date(time).toISOString().slice(0, 10);

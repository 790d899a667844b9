import { localTime, offsetOf, type Quota } from "@clavis/core";

/** A day or month as the clocks of a zone have it. */
export interface Period {
  /** `2026-11-22` or `2026-11`: of two zones the same, so that an account that moves has no second quota. */
  readonly label: string;
  /** Milliseconds since the epoch; the end is the start of the next one. */
  readonly start: number;
  readonly end: number;
}

const day = 24 * 3_600_000;
/** More than there are zones. */
const mostKnown = 2048;

/** Days and months of IANA zones. The last one asked for of each is remembered: working one out takes microseconds. */
export class Calendar {
  readonly #known = { day: new Map<string, Period>(), month: new Map<string, Period>() };

  /** The period that a time lies in. RangeError for a zone that does not exist. */
  periodAt(kind: Quota["period"], zone: string, time: number): Period {
    const known = this.#known[kind].get(zone);
    if (known !== undefined && known.start <= time && time < known.end) return known;
    const period = kind === "day" ? dayAt(zone, time) : monthAt(zone, time);
    if (this.#known[kind].size >= mostKnown) this.#known[kind].clear();
    this.#known[kind].set(zone, period);
    return period;
  }
}

function dayAt(zone: string, time: number): Period {
  const { year, month, date } = localTime(zone, time);
  return {
    label: new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10),
    start: startOf(zone, Date.UTC(year, month - 1, date)),
    end: startOf(zone, Date.UTC(year, month - 1, date + 1)),
  };
}

function monthAt(zone: string, time: number): Period {
  const { year, month } = localTime(zone, time);
  return {
    label: new Date(Date.UTC(year, month - 1)).toISOString().slice(0, 7),
    start: startOf(zone, Date.UTC(year, month - 1)),
    end: startOf(zone, Date.UTC(year, month)),
  };
}

/**
 * The first moment at which the clocks show this midnight or later. Where they change about then, midnight comes twice or
 * not at all: the offset before and the one after give the only two moments it can be.
 */
function startOf(zone: string, midnight: number): number {
  const [earlier, later] = [midnight - offsetOf(zone, midnight - day), midnight - offsetOf(zone, midnight + day)].sort(
    (one, other) => one - other,
  );
  if (earlier === undefined || later === undefined) return midnight;
  return earlier + offsetOf(zone, earlier) >= midnight ? earlier : later;
}

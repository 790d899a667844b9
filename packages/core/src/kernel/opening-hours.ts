/** Minutes of a day in which it is open, both from midnight; `to` is not part of it, 1440 is the end of the day. */
export interface Opening {
  /** 1 is Monday, 7 Sunday. */
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** When something is open: `mon-fri 08:00-18:00 Europe/Brussels`. */
export interface OpeningHours {
  /** As written, canonical. */
  readonly text: string;
  readonly openings: readonly Opening[];
  /** IANA name. */
  readonly zone: string;
}

const dayNames: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const openingForm = /^([a-z]{3})(?:-([a-z]{3}))?(?:,([a-z,-]+))? ([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})$/;

/**
 * Reads `mon-fri 08:00-18:00 Europe/Brussels`; several openings are parted by `;` and share the zone at the end. A span
 * that ends before it begins goes on past midnight, on the next day. Gives the reason as text when it can not be read.
 */
export function parseOpeningHours(text: string): OpeningHours | { readonly problem: string } {
  const space = text.lastIndexOf(" ");
  const zone = text.slice(space + 1);
  if (space < 0 || !isTimeZone(zone))
    return { problem: `"${text}" does not end with a time zone such as Europe/Brussels` };
  const openings: Opening[] = [];
  for (const part of text.slice(0, space).split(";")) {
    const read = openingOf(part.trim());
    if (read === undefined) return { problem: `"${part.trim()}" is not of the form "mon-fri 08:00-18:00"` };
    openings.push(...read);
  }
  return { text, openings, zone };
}

function openingOf(text: string): readonly Opening[] | undefined {
  const parts = openingForm.exec(text.toLowerCase());
  if (parts === null) return undefined;
  const days = daysOf(text.toLowerCase().split(" ")[0] ?? "");
  const from = minuteOf(parts[4], parts[5]);
  const to = minuteOf(parts[6], parts[7]);
  if (days === undefined || from === undefined || to === undefined || from === to || from === 1440) return undefined;
  if (from < to) return [{ days, from, to }];
  const next = days.map((day) => (day % 7) + 1);
  return to === 0
    ? [{ days, from, to: 1440 }]
    : [
        { days, from, to: 1440 },
        { days: next, from: 0, to },
      ];
}

function daysOf(text: string): readonly number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(",")) {
    const [first, last, ...more] = part.split("-").map((name) => dayNames.indexOf(name) + 1);
    if (first === undefined || first === 0 || last === 0 || more.length > 0) return undefined;
    const end = last ?? first;
    for (let day = first; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === end) break;
    }
  }
  return [...days].sort();
}

function minuteOf(hours = "", minutes = ""): number | undefined {
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= 1440 ? minute : undefined;
}

/** True for a name that the runtime's time zone data know. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** True at a moment inside one of the openings. */
export function isOpen({ openings, zone }: OpeningHours, time: number): boolean {
  const { day, minute } = localTime(zone, time);
  return openings.some(({ days, from, to }) => days.includes(day) && minute >= from && minute < to);
}

/** A moment as the clocks of a zone show it. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly date: number;
  /** 1 is Monday. */
  readonly day: number;
  /** Since midnight. */
  readonly minute: number;
}

const quarter = 15 * 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();
/** Formatting takes microseconds and clocks change only at whole quarters: one offset a zone is remembered. */
const offsets = new Map<string, { readonly quarter: number; readonly offset: number }>();

/** What the clocks of an IANA zone show at a time in milliseconds. RangeError for a zone that does not exist. */
export function localTime(zone: string, time: number): LocalTime {
  const local = new Date(time + offsetOf(zone, time));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    date: local.getUTCDate(),
    day: ((local.getUTCDay() + 6) % 7) + 1,
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
export function offsetOf(zone: string, time: number): number {
  const at = Math.floor(time / quarter);
  const known = offsets.get(zone);
  if (known?.quarter === at) return known.offset;
  const offset = formattedOffset(zone, at * quarter);
  offsets.set(zone, { quarter: at, offset });
  return offset;
}

function formattedOffset(zone: string, time: number): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const at = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const shown = Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
  return shown - time;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  clocks.set(zone, clock);
  return clock;
}

import { printable } from "@clavis/core";
import { type CallFigures, CallTally } from "./call-tally.ts";
import { startOfDay, timeOfRow } from "./day-files.ts";
import { DayReader, type DayRows } from "./day-reader.ts";
import { conditionOf, type RequestFilter } from "./request-query.ts";
import { type GroupKey, groupings, type StatisticsGroup } from "./statistics-group.ts";

/** More groups than this are counted together: the memory stays bounded. */
const maxGroups = 200_000;

export interface StatisticsQuery extends RequestFilter {
  readonly by: StatisticsGroup;
  /** At most so many groups are given: those with the most calls, of hours the last ones. */
  readonly top: number;
}

/** Figures of the calls that have one value in common; undefined where they have none. */
export interface GroupFigures extends CallFigures {
  readonly value: string | undefined;
}

export interface RequestStatistics {
  readonly total: CallFigures;
  /** A call with several notes counts in each one's group. */
  readonly groups: readonly GroupFigures[];
  /** Groups that are not given. */
  readonly others: number;
  /** Places in the log where records are missing. */
  readonly gaps: number;
}

/** A part of one day. */
export interface DayPart extends DayRows {
  readonly day: string;
}

/** Counts the calls of these days, in one pass over their rows. A stream counts by the record of its end. */
export function statisticsOf(folder: string, parts: readonly DayPart[], query: StatisticsQuery): RequestStatistics {
  const statistics = new Statistics(query);
  for (const part of parts) DayReader.use(folder, part.day, undefined, (reader) => statistics.count(reader, part));
  return statistics.result();
}

class Statistics {
  readonly #query: StatisticsQuery;
  readonly #total = new CallTally();
  readonly #groups = new Map<string | undefined, CallTally>();
  readonly #beyond = new CallTally();
  #gaps = 0;

  constructor(query: StatisticsQuery) {
    this.#query = query;
  }

  count(reader: DayReader, part: DayPart): void {
    const { by, top, ...filter } = this.#query;
    const start = startOfDay(part.day);
    const refused = reader.refusedShapes();
    const labels = labelsOf(reader, by, start);
    const known = new Map<GroupKey, readonly CallTally[]>();
    this.#gaps += reader.countGaps(part);
    reader.visitEnded(part, conditionOf(filter), keyOf(by), (key, shape, row, duration) => {
      const time = timeOfRow(row, start);
      const isRefused = refused.has(shape);
      this.#total.add(time, duration, isRefused);
      for (const tally of known.get(key) ?? this.#meet(known, key, labels(key))) tally.add(time, duration, isRefused);
    });
  }

  #meet(known: Map<GroupKey, readonly CallTally[]>, key: GroupKey, labels: readonly (string | undefined)[]) {
    const tallies = labels.map((label) => this.#tallyOf(label));
    known.set(key, tallies);
    return tallies;
  }

  #tallyOf(label: string | undefined): CallTally {
    const value = label === undefined ? undefined : printable(label);
    const tally = this.#groups.get(value);
    if (tally !== undefined) return tally;
    if (this.#groups.size >= maxGroups) return this.#beyond;
    const made = new CallTally();
    this.#groups.set(value, made);
    return made;
  }

  result(): RequestStatistics {
    const { by, top } = this.#query;
    const all = [...this.#groups];
    const chosen = by === "hour" ? all.toSorted(byValue).slice(-top) : all.toSorted(byCalls).slice(0, top);
    return {
      total: this.#total.figures,
      groups: chosen.map(([value, tally]) => ({ value, ...tally.figures })),
      others: all.length - chosen.length + (this.#beyond.calls === 0 ? 0 : 1),
      gaps: this.#gaps,
    };
  }
}

type Group = readonly [value: string | undefined, tally: CallTally];

const byValue = ([one = ""]: Group, [other = ""]: Group): number => (one < other ? -1 : one > other ? 1 : 0);
const byCalls = (one: Group, other: Group): number => other[1].calls - one[1].calls || byValue(one, other);

function keyOf(by: StatisticsGroup): string {
  const grouping = groupings[by];
  return grouping.kind === "pool" ? grouping.table : grouping.key;
}

/** Gives a key's groups: several where a row has several notes, one without a value where it has none. */
function labelsOf(
  reader: DayReader,
  by: StatisticsGroup,
  dayStart: number,
): (key: GroupKey) => readonly (string | undefined)[] {
  const grouping = groupings[by];
  if (grouping.kind === "row") return (key) => [grouping.label(key, dayStart)];
  const values = reader.poolValues(grouping.table, grouping.column);
  const separate = by === "note" ? (text: string) => text.split(" ") : (text: string) => [text];
  return (key) => {
    const value = typeof key === "number" ? values.get(key) : undefined;
    return value === undefined ? [undefined] : separate(value);
  };
}

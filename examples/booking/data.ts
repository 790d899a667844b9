/** A calendar: its id and whatever else it was given. */
export type Calendar = { readonly id: number } & Readonly<Record<string, unknown>>;

export interface Group {
  readonly id: number;
  readonly name: string;
  /** By id. */
  readonly calendars: Map<number, Calendar>;
}

/** The groups by id, made anew at each start. */
export const makeGroups = (): ReadonlyMap<number, Group> =>
  new Map([
    [4, group(4, "Cabinet Fake", ["Dr Fake", "Dr Martin"])],
    [7, group(7, "Institut Lumière", ["Salle 1"])],
  ]);

const group = (id: number, name: string, calendars: readonly string[]): Group => ({
  id,
  name,
  calendars: new Map(calendars.map((name, index) => [index + 1, { id: index + 1, name }])),
});

/** The last moment a Date can hold, and so far before 1970 the first; a clock beyond them is shown as that. */
const lastMoment = 8.64e15;

export const isoTime = (time: number): string =>
  new Date(Math.max(-lastMoment, Math.min(time, lastMoment))).toISOString();

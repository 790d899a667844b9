/** The last millisecond a Date can hold. */
const maxTime = 8.64e15;

/** Whole milliseconds since the epoch. */
export const isTime = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= maxTime;

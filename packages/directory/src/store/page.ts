import { inputError } from "../directory-error.ts";

/** A page of a list: at most `limit` rows behind the one that `after` names. */
export interface Page<Cursor> {
  readonly after?: Cursor;
  readonly limit: number;
}

const maxLimit = 10_000;

/** DirectoryError `validation_failed` for a limit that is not a whole number from 1 to 10,000. */
export function checkPage({ limit }: Page<unknown>): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return;
  throw inputError([{ member: "limit", detail: `must be a whole number from 1 to ${maxLimit}` }]);
}

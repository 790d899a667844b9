import { sortableId } from "../id/sortable-id.ts";

/** A key's id: `key_` and 22 characters, sortable by time. */
export const generateKeyId = (time: number, randomBytes: (count: number) => Uint8Array): string =>
  sortableId("key", time, randomBytes);

import type { ListQuery } from "./request-log-reader.ts";

export type ReaderQuestion =
  | { readonly kind: "list"; readonly query: ListQuery }
  | { readonly kind: "get"; readonly id: string };

export interface ReaderAnswer {
  readonly number: number;
  readonly value?: unknown;
  readonly failure?: { readonly message: string; readonly isRange: boolean };
}

import type { JsonObject } from "../audit/canonical-json.ts";

/** One account, the portal, may act for another, its client, under a ceiling. Nothing of a link ever changes. */
export interface Link {
  readonly id: string;
  /** Account numbers. */
  readonly portal: string;
  readonly client: string;
  readonly ceiling: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The revision at which it was made. */
  readonly revision: number;
}

/** An absent ceiling is `*`. */
export interface LinkSpec {
  readonly portal: string;
  readonly client: string;
  readonly ceiling?: readonly string[];
}

/** What the audit log keeps of a link. */
export const linkView = ({ portal, client, ceiling }: Omit<Link, "revision">): JsonObject => ({
  portal,
  client,
  ceiling,
});

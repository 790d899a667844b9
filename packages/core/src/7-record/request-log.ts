import type { RequestRecord } from "./request-record.ts";

/**
 * Where request records go. `append` never waits: a lost record becomes a gap row (mode `bounded`).
 * `commit` resolves once the record is durable and rejects when it can not be (mode `strict`).
 */
export interface RequestLog {
  append(record: RequestRecord): void;
  commit(record: RequestRecord): Promise<void>;
}

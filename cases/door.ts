import type { HeaderPairs, RequestRecord } from "@clavis/core";

/** A request of a case, ready to be sent: placeholders filled in. */
export interface CaseRequest {
  readonly method: string;
  readonly target: string;
  /** Names and values in turn, Host among them where it is sent. */
  readonly headers: HeaderPairs;
  /** The client's own address. */
  readonly address: string;
  /** JSON, or nothing. */
  readonly body: string;
}

/** What a door made of a request. */
export interface Observed {
  readonly effect: "allow" | "refuse";
  readonly status: number;
  /** False at a door that only decides: one of Clavis's own operations has not been carried out. */
  readonly carriedOut: boolean;
  /** False where somebody else answers what was allowed: the record then has no status. */
  readonly answeredHere: boolean;
  readonly answerHeaders: HeaderPairs;
  /** The answer's body where Clavis wrote it. */
  readonly body: string | undefined;
  /** What reached the upstream or the application; undefined when nothing did. */
  readonly forwarded: Forwarded | undefined;
  readonly record: RequestRecord;
}

export interface Forwarded {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderPairs;
}

/** One way in. All of them must say the same of the same request. */
export interface Door {
  judge(request: CaseRequest): Promise<Observed>;
  close(): Promise<void>;
}

export const doorNames = ["core", "gateway", "middleware", "express", "verify"] as const;
export type DoorName = (typeof doorNames)[number];

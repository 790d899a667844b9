import type { Health, Readiness } from "@clavis/contract";
import { jsonAnswer, type OwnHandler } from "./handler.ts";

/** What the process knows of its own state. */
export interface Vitals {
  readonly revision: number;
  /** Milliseconds since the directory was last read. */
  readonly snapshotAge: number;
  /** Why requests should go elsewhere. */
  readonly problems: readonly string[];
}

export const healthHandler: OwnHandler = () => jsonAnswer(200, { status: "alive" } satisfies Health);

/** 200 while the process can decide, 503 with the reasons while it can not. */
export const readinessHandler =
  (vitals: () => Vitals): OwnHandler =>
  () => {
    const { revision, snapshotAge, problems } = vitals();
    const status = problems.length === 0 ? "ready" : "not_ready";
    const body: Readiness = { status, revision, snapshotAge: Math.round(snapshotAge / 1000), problems: [...problems] };
    return jsonAnswer(status === "ready" ? 200 : 503, body);
  };

import { randomBytes } from "node:crypto";
import {
  type FollowingSnapshot,
  KeyDigester,
  lockForServer,
  MemorySettlement,
  openKeyActivity,
  openSqliteSnapshot,
  SqliteRequestLog,
} from "@clavis/adapters";
import { createPipeline, type Pipeline } from "@clavis/core";
import { type DoorPorts, requestIds } from "@clavis/doors";
import type { Logger } from "pino";
import type { Configuration } from "../configuration/configuration.ts";
import { toPolicy } from "../configuration/to-policy.ts";
import type { OpenDirectory } from "../open-directory.ts";
import { Closing } from "./closing.ts";
import { followChanges } from "./follow-changes.ts";
import { openDoors } from "./open-doors.ts";
import { ownOperations } from "./own-operations.ts";

/** A running Clavis. */
export interface Server {
  /** Where each listener is, with the port that was given. */
  readonly addresses: { readonly public: string; readonly private: string; readonly authz: string | undefined };
  /** Lets requests in progress finish, up to the configured grace, and writes what is still in memory. */
  close(): Promise<void>;
}

export interface ServerParts {
  readonly configuration: Configuration;
  /** Closed with the server. */
  readonly opened: OpenDirectory;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** The node's name and this run's id, for the request log. */
  readonly node: string;
  readonly boot: string;
}

/**
 * The composition root of a server: everything it is made of is joined here and nowhere else. What was opened is closed
 * again when a later part fails. Rejects with the system's error where a listener can not be bound.
 */
export async function openServer(parts: ServerParts): Promise<Server> {
  const closing = new Closing();
  try {
    return await compose(parts, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function compose(parts: ServerParts, closing: Closing): Promise<Server> {
  const { configuration, opened, logger, clock } = parts;
  closing.add(() => opened.close());
  const lock = lockForServer(opened.data);
  closing.add(() => lock.release());
  const settlement = new MemorySettlement();
  const snapshot = openSqliteSnapshot(opened.data.database, {
    digester: new KeyDigester(opened.pepper),
    released: (slot) => settlement.forget(slot),
  });
  closing.add(() => snapshot.close());
  const pipeline = createPipeline({
    policy: toPolicy(configuration, ownOperations),
    snapshot,
    settlement,
    onError: (error, requestId) => logger.error({ error, requestId }, "a request met an error"),
  });
  const ports = await openPorts(parts, pipeline, closing);
  const doors = await openDoors(configuration, ports, () => vitalsOf(snapshot), closing);
  closing.add(followChanges(snapshot, doors.listeners, clock));
  return {
    addresses: doors.addresses,
    close: async () => {
      await Promise.all(doors.listeners.map((listener) => listener.drain(configuration.shutdownGrace)));
      await closing.run();
    },
  };
}

async function openPorts(parts: ServerParts, pipeline: Pipeline, closing: Closing): Promise<DoorPorts> {
  const { configuration, opened, logger, clock, node, boot } = parts;
  const log = await SqliteRequestLog.open({
    folder: opened.data.requests,
    node,
    boot,
    clock,
    keepDays: configuration.log.keepDays,
    onProblem: (text) => logger.error(text),
  });
  closing.add(() => log.close());
  const activity = openKeyActivity(opened.data.activity);
  closing.add(() => activity.close());
  return {
    pipeline,
    recording: { mode: configuration.log.mode, log },
    activity,
    now: clock,
    nextRequestId: requestIds(randomBytes),
    onError: (error, requestId) => logger.error({ error, requestId }, "a door met an error"),
  };
}

/** Decisions go on for a while when the store can not be read; other nodes are then the better choice already. */
const staleAfter = 10_000;

function vitalsOf(snapshot: FollowingSnapshot): { revision: number; snapshotAge: number; problems: string[] } {
  const revision = snapshot.catchUp();
  const { age } = snapshot;
  const problems = age > staleAfter ? ["the directory can not be read"] : [];
  return { revision, snapshotAge: age, problems };
}

import { randomBytes } from "node:crypto";
import {
  type FollowingSnapshot,
  KeyDigester,
  MemorySettlement,
  openKeyActivity,
  openSqliteSnapshot,
  RequestLogThread,
  SqliteRequestLog,
} from "@clavis/adapters";
import { ownOperationsOn, type RequestRecords } from "@clavis/control";
import { createPipeline, type Pipeline } from "@clavis/core";
import type { Directory } from "@clavis/directory";
import { type DoorPorts, requestIds } from "@clavis/doors";
import type { Logger } from "pino";
import type { Configuration } from "../configuration/configuration.ts";
import { toPolicy } from "../configuration/to-policy.ts";
import type { OpenDirectory } from "../open-directory.ts";
import type { Closing } from "./closing.ts";
import { passwordResolver } from "./password-resolver.ts";

export interface EngineParts {
  readonly configuration: Configuration;
  /** Closed with the engine. */
  readonly opened: OpenDirectory;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** The node's name and this run's id, for the request log. */
  readonly node: string;
  readonly boot: string;
}

/** What decides and remembers, without any door. */
export interface Engine {
  readonly snapshot: FollowingSnapshot;
  /** What every door is given. */
  readonly ports: DoorPorts;
  readonly directory: Directory;
  readonly records: RequestRecords;
  readonly derive: OpenDirectory["derive"];
}

/** Joins store, snapshot, decision, request log and activity. Each part is added to `closing` as it is opened. */
export async function openEngine(parts: EngineParts, closing: Closing): Promise<Engine> {
  const { configuration, opened, logger } = parts;
  closing.add(() => opened.close());
  const settlement = new MemorySettlement();
  const snapshot = openSqliteSnapshot(opened.data.database, {
    digester: new KeyDigester(opened.pepper),
    onProblem: (error) => logger.error({ error }, "the directory can not be read; decisions go on with what is known"),
  });
  closing.add(() => snapshot.close());
  const pipeline = createPipeline({
    policy: toPolicy(configuration, ownOperationsOn),
    snapshot,
    settlement,
    onError: (error, requestId) => logger.error({ error, requestId }, "a request met an error"),
  });
  const ports = await openPorts(parts, pipeline, closing);
  const { directory, derive, data } = opened;
  const records = new RequestLogThread(data.requests);
  closing.add(() => records.close());
  return { snapshot, ports, directory, records, derive };
}

async function openPorts(parts: EngineParts, pipeline: Pipeline, closing: Closing): Promise<DoorPorts> {
  const { configuration, opened, logger, clock, node, boot } = parts;
  const log = await SqliteRequestLog.open({
    folder: opened.data.requests,
    node,
    boot,
    clock,
    keepDays: configuration.log.keepDays,
    maxBytes: configuration.log.maxBytes,
    onRetired: (text) => logger.info(text),
    onProblem: (text) => logger.error(text),
  });
  closing.add(() => log.close());
  const activity = openKeyActivity(opened.data.activity, {
    onProblem: (error) => logger.error({ error }, "the use of keys could not be written"),
  });
  closing.add(() => activity.close());
  return {
    pipeline,
    resolver: passwordResolver(opened, configuration.legacy, logger),
    recording: { mode: configuration.log.mode, log },
    activity,
    now: clock,
    nextRequestId: requestIds(randomBytes),
    onError: (error, requestId) => logger.error({ error, requestId }, "a door met an error"),
  };
}

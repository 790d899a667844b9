import { randomBytes } from "node:crypto";
import {
  type FollowingSnapshot,
  KeyDigester,
  openKeyActivity,
  openSqliteSnapshot,
  RequestLogThread,
  SqliteRequestLog,
} from "@clavis/adapters";
import { ownOperationsOn, type RequestRecords } from "@clavis/control";
import { createPipeline, type Geo, type Pipeline } from "@clavis/core";
import type { Directory } from "@clavis/directory";
import { type DoorPorts, requestIds } from "@clavis/doors";
import type { Logger } from "pino";
import type { Configuration } from "../configuration/configuration.ts";
import { toPolicy } from "../configuration/to-policy.ts";
import type { OpenDirectory } from "../open-directory.ts";
import type { Closing } from "./closing.ts";
import { followKeys } from "./follow-keys.ts";
import { keepHouse } from "./housekeeping.ts";
import { type CallState, openCallState } from "./open-calls.ts";
import { openGeoData } from "./open-geo.ts";
import { openTokens, type Tokens } from "./open-tokens.ts";
import { passwordResolver } from "./password-resolver.ts";
import { type PasswordProver, resolverOf } from "./resolver.ts";

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
export interface Engine extends PasswordProver {
  readonly snapshot: FollowingSnapshot;
  /** What every door is given. */
  readonly ports: DoorPorts;
  readonly directory: Directory;
  readonly records: RequestRecords;
  readonly derive: OpenDirectory["derive"];
  readonly calls: CallState;
  readonly tokens: Tokens;
}

/** Joins stores, snapshot, decision, request log and activity. Each part is added to `closing` as it is opened. */
export async function openEngine(parts: EngineParts, closing: Closing): Promise<Engine> {
  const { configuration, opened, logger } = parts;
  closing.add(() => opened.close());
  const snapshot = openSnapshot(parts, closing);
  const calls = openCallState(parts, closing);
  const tokens = await openTokens({ ...parts, calls, snapshot });
  const onProblem = (error: unknown) => logger.error({ error }, "the signing keys could not be read");
  closing.add(followKeys(snapshot, tokens.ring, onProblem));
  const pipeline = createPipeline({
    policy: toPolicy(configuration, ownOperationsOn),
    snapshot,
    settlement: calls.settlement,
    tokens: tokens.reader,
    geo: await geoOf(parts, closing),
    anchors: calls.ledger,
    ...(tokens.assertion && { assertion: tokens.assertion }),
    onError: (error, requestId) => logger.error({ error, requestId }, "a request met an error"),
  });
  const resolver = resolverOf({ passwords: passwordResolver(opened, configuration.legacy, logger), calls, tokens });
  const ports = await openPorts(parts, { pipeline, resolver, calls }, closing);
  const { directory, derive, data } = opened;
  const records = new RequestLogThread(data.requests);
  closing.add(() => records.close());
  closing.add(keepHouse({ opened, calls, tokens, logger }));
  return { snapshot, ports, directory, records, derive, calls, tokens, provePassword: resolver.provePassword };
}

function openSnapshot({ opened, logger }: EngineParts, closing: Closing): FollowingSnapshot {
  const snapshot = openSqliteSnapshot(opened.data.database, {
    digester: new KeyDigester(opened.pepper),
    onProblem: (error) => logger.error({ error }, "the directory can not be read; decisions go on with what is known"),
  });
  closing.add(() => snapshot.close());
  return snapshot;
}

function geoOf({ configuration, logger, clock }: EngineParts, closing: Closing): Promise<Geo> {
  const { geoDatabase: path } = configuration;
  const onLoaded = (builtAt: number) =>
    logger.info({ builtAt: new Date(builtAt).toISOString() }, "the geo data were read");
  return openGeoData({ path, clock, onProblem: (text) => logger.error(text), onLoaded }, closing);
}

interface DecidingParts {
  readonly pipeline: Pipeline;
  readonly resolver: DoorPorts["resolver"];
  readonly calls: CallState;
}

async function openPorts(
  parts: EngineParts,
  { pipeline, resolver, calls }: DecidingParts,
  closing: Closing,
): Promise<DoorPorts> {
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
    resolver,
    recording: { mode: configuration.log.mode, log },
    activity: {
      used: (key, time, address) => activity.used(key, time, address),
      sessionUsed: (session, time, address) => calls.touches.touch(session, time, address),
    },
    now: clock,
    nextRequestId: requestIds(randomBytes),
    onError: (error, requestId) => logger.error({ error, requestId }, "a door met an error"),
  };
}

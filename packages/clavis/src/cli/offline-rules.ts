import {
  KeyDigester,
  LocalSettlement,
  MemoryLedger,
  openSessionDatabase,
  openSqliteSnapshot,
  RequestLogReader,
  SqliteLedger,
} from "@clavis/adapters";
import { ownOperationsOn } from "@clavis/control";
import { createPipeline, type Pipeline, refusal, type TokenReader } from "@clavis/core";
import type { Directory } from "@clavis/directory";
import type { Configuration } from "../configuration/configuration.ts";
import { effectiveConfiguration } from "../configuration/effective-configuration.ts";
import { toPolicy } from "../configuration/to-policy.ts";
import { openDirectory } from "../open-directory.ts";
import { Closing } from "../server/closing.ts";
import { defaultHost } from "../server/default-host.ts";
import { openGeoData } from "../server/open-geo.ts";
import { usableConfiguration } from "../usable-configuration.ts";
import type { Terminal } from "./terminal.ts";

/** The rules of a configuration over the directory as it is now, without any door. */
export interface OfflineRules {
  readonly pipeline: Pipeline;
  readonly directory: Directory;
  readonly requests: RequestLogReader;
  readonly defaultHost: string;
}

/** Who is only supposed to call brings no token. */
const noTokens: TokenReader = {
  read: () => ({
    kind: "refused",
    refusal: refusal("credential", "credential_invalid", "token", "No token is read here."),
  }),
  isRevoked: () => false,
};

/** Opens them for one command; also while a server runs on the data directory. ProblemsError for a bad configuration. */
export async function withRules(
  terminal: Terminal,
  { config, data }: { readonly config: string; readonly data?: string },
  work: (rules: OfflineRules) => Promise<void>,
): Promise<void> {
  const { cwd, env } = terminal;
  const overrides = data === undefined ? {} : { data };
  const place = { file: config, overrides, variables: env, workingDirectory: cwd };
  const { configuration } = usableConfiguration(place);
  const closing = new Closing();
  await closing.guard(async () => work(await openRules(terminal, configuration, closing)));
  await closing.run();
}

async function openRules(
  { err, now }: Terminal,
  configuration: Configuration,
  closing: Closing,
): Promise<OfflineRules> {
  const opened = await openDirectory(configuration.dataDirectory, effectiveConfiguration(configuration), now);
  closing.add(() => opened.close());
  const snapshot = openSqliteSnapshot(opened.data.database, { digester: new KeyDigester(opened.pepper) });
  closing.add(() => snapshot.close());
  const calls = openSessionDatabase(opened.data.sessions);
  closing.add(() => calls.close());
  const { geoDatabase: path } = configuration;
  const pipeline = createPipeline({
    policy: toPolicy(configuration, ownOperationsOn),
    snapshot,
    settlement: new LocalSettlement(new MemoryLedger()),
    tokens: noTokens,
    geo: await openGeoData({ path, clock: now, onProblem: (text) => err(`${text}\n`) }, closing),
    anchors: new SqliteLedger(calls),
    onError: (error) => {
      throw error;
    },
  });
  const requests = new RequestLogReader(opened.data.requests);
  return { pipeline, directory: opened.directory, requests, defaultHost: defaultHost(configuration) };
}

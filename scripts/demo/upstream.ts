import type { Configuration } from "../../packages/clavis/src/configuration/configuration.ts";
import type { Overrides } from "../../packages/clavis/src/configuration/read-configuration.ts";
import { usableConfiguration } from "../../packages/clavis/src/usable-configuration.ts";
import { type RunningUpstream, startExampleUpstream } from "./example.ts";

export interface Sources {
  /** clavis.yaml. */
  readonly config: string;
  readonly overrides: Overrides;
  readonly workingDirectory: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The example's own service, if it has one, and how the configuration is to follow it to where it runs. */
export interface UpstreamOf {
  /** As it was read. */
  readonly configuration: Configuration;
  readonly running: RunningUpstream | undefined;
  adjust(configuration: Configuration): Configuration;
}

/** Starts the upstream of the primary environment, where the example brings it. ProblemsError as `start` would throw. */
export async function startUpstreamOf({ config, ...sources }: Sources): Promise<UpstreamOf> {
  const { configuration } = usableConfiguration({ ...sources, file: config });
  const running = await startExampleUpstream(config, primaryUpstream(configuration));
  return {
    configuration,
    running,
    adjust: (configuration) => (running === undefined ? configuration : follow(configuration, running)),
  };
}

const primaryUpstream = ({ environments }: Configuration): URL =>
  new URL(environments.find(({ primary }) => primary)?.upstream ?? "http://127.0.0.1");

function follow(configuration: Configuration, { port }: RunningUpstream): Configuration {
  const upstream = primaryUpstream(configuration);
  upstream.port = String(port);
  const environments = configuration.environments.map((environment) =>
    environment.primary ? { ...environment, upstream: upstream.origin } : environment,
  );
  return { ...configuration, environments };
}

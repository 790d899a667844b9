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

/** By environment. */
export type RunningUpstreams = ReadonlyMap<string, RunningUpstream>;

/** The example's own services, one for each environment, and how the configuration is to follow them to where they run. */
export interface UpstreamsOf {
  /** As it was read. */
  readonly configuration: Configuration;
  /** Empty where the example brings none. */
  readonly running: RunningUpstreams;
  adjust(configuration: Configuration): Configuration;
  close(): Promise<void>;
}

/** Starts the upstream of each environment, where the example brings it. ProblemsError as `start` would throw. */
export async function startUpstreamsOf({ config, ...sources }: Sources): Promise<UpstreamsOf> {
  const { configuration } = usableConfiguration({ ...sources, file: config });
  const running = new Map<string, RunningUpstream>();
  const close = async (): Promise<void> => {
    await Promise.all([...running.values()].map((upstream) => upstream.close()));
  };
  try {
    for (const { name, upstream } of configuration.environments) {
      const started = await startExampleUpstream(config, new URL(upstream));
      if (started !== undefined) running.set(name, started);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { configuration, running, adjust: (configuration) => follow(configuration, running), close };
}

function follow(configuration: Configuration, running: RunningUpstreams): Configuration {
  const environments = configuration.environments.map((environment) => {
    const found = running.get(environment.name);
    if (found === undefined) return environment;
    const upstream = new URL(environment.upstream);
    upstream.port = String(found.port);
    return { ...environment, upstream: upstream.origin };
  });
  return { ...configuration, environments };
}

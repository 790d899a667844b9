import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The provider's own program, where an example brings one: `upstream.ts` beside its clavis.yaml. */
export interface RunningUpstream {
  readonly port: number;
  /** Its own port was taken, so it runs at another. */
  readonly moved: boolean;
  close(): Promise<void>;
}
type StartUpstream = (address: { port: number; host: string }) => Promise<Omit<RunningUpstream, "moved">>;

/** One call to be tried, with the status it is answered with. */
export interface Call {
  readonly status: number;
  readonly why: string;
  readonly method: string;
  /** With its query. `{key}` in it is the key. */
  readonly path: string;
  /** Where it goes; the primary environment where none is named. */
  readonly environment?: string;
  /** JSON. */
  readonly body?: string;
  /** Who calls with Basic, `e-mail:password`. */
  readonly user?: string;
  /** Sent as X-AccountId. */
  readonly account?: string;
}

/**
 * The keys made at the first start, one for each environment, and the calls printed with them: `demonstration.ts` beside
 * clavis.yaml.
 */
export interface Demonstration {
  /** The key of an account says who calls: it is sent as X-API-Key where nobody else does. */
  readonly owner:
    | { readonly kind: "account"; readonly number: string }
    | { readonly kind: "application"; readonly id: string };
  readonly name: string;
  /** All that its owner may, where none are given. */
  readonly rights?: readonly string[];
  readonly calls: readonly Call[];
}

/** As the command line names it. */
export const ownerOption = ({ owner }: Demonstration): string =>
  owner.kind === "account" ? `--account ${owner.number}` : `--application ${owner.id}`;

export async function loadDemonstration(config: string): Promise<Demonstration | undefined> {
  const found = await importBeside(config, "demonstration.ts");
  return found?.["demonstration"] as Demonstration | undefined;
}

/**
 * Starts the example's upstream at the address its clavis.yaml names, or at a free port where that one is taken.
 * Undefined where the example has none.
 */
export async function startExampleUpstream(config: string, origin: URL): Promise<RunningUpstream | undefined> {
  const found = await importBeside(config, "upstream.ts");
  if (found === undefined) return undefined;
  const start = found["startUpstream"] as StartUpstream;
  const host = origin.hostname;
  try {
    return { ...(await start({ port: Number(origin.port), host })), moved: false };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    return { ...(await start({ port: 0, host })), moved: true };
  }
}

async function importBeside(config: string, name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const file = join(dirname(config), name);
  return existsSync(file) ? await import(pathToFileURL(file).href) : undefined;
}

import { relative } from "node:path";
import type { Running } from "clavis";
import { curlLines, type Target } from "./curl.ts";
import { type Demonstration, ownerOption } from "./example.ts";
import type { FirstKey } from "./first-keys.ts";
import type { RunningUpstreams } from "./upstreams.ts";

export interface Greeting {
  readonly running: Running;
  /** The example's own services. */
  readonly upstreams: RunningUpstreams;
  readonly demonstration: Demonstration | undefined;
  /** Those that were made now. */
  readonly keys: readonly FirstKey[];
}

/** What is printed once everything answers. The keys' secrets are in it, once. */
export const welcome = (greeting: Greeting): string => `${places(greeting)}${first(greeting)}${next(greeting)}
Ready. Ctrl-C stops it.
`;

function places({ running: { addresses, configuration, dataDirectory }, upstreams }: Greeting): string {
  const lines = configuration.environments.map(({ name, upstream }) => {
    const moved = upstreams.get(name)?.moved === true;
    return `  upstream  ${upstream}  ${name}${moved ? ", its own port was taken: it has this one for this run" : ""}`;
  });
  return `
  public    http://${addresses.public}  the API behind the door
  private   http://${addresses.private}  /healthz and /readyz
${lines.join("\n")}
  data      ${shown(dataDirectory)}
`;
}

function first({ running, demonstration, keys }: Greeting): string {
  if (keys.length === 0 || demonstration === undefined) return "";
  const calls = demonstration.calls.map((call) => {
    const key = keys.find(({ environment }) => environment === call.environment) ?? keys[0];
    return key === undefined ? "" : curlLines(call, targetOf(running, demonstration, key));
  });
  return `
Made ${madeText(demonstration, keys)}:

${keys.map(({ secret, environment }) => `  ${secret}${keys.length > 1 ? `  ${environment}` : ""}\n`).join("")}
Try it:

${calls.join("")}`;
}

function madeText({ owner, rights }: Demonstration, keys: readonly FirstKey[]): string {
  const shown = "shown now and never again";
  if (keys.length > 1) {
    const name = owner.kind === "account" ? owner.number : `the application ${owner.id}`;
    return `a key of ${name} for each environment. They are ${shown}`;
  }
  const limit = rights === undefined ? "" : ` with the rights ${rights.join(", ")}`;
  return owner.kind === "account"
    ? `an API key for ${owner.number}${limit}. It is ${shown}`
    : `a key of the application ${owner.id}${limit}. It is ${shown}`;
}

/** An environment's own host, with where it is to be found; else the public origin. */
function targetOf({ configuration, addresses }: Running, { owner }: Demonstration, made: FirstKey): Target {
  const key = { secret: made.secret, owner: owner.kind };
  const [host] = configuration.environments.find(({ name }) => name === made.environment)?.hosts ?? [];
  if (host === undefined) return { origin: configuration.publicOrigin, key };
  const { protocol } = new URL(configuration.publicOrigin);
  return { origin: `${protocol}//${host}`, connectTo: addresses.public, key };
}

function next({ running: { dataDirectory }, demonstration, keys: [key] }: Greeting): string {
  const data = `--data ${shown(dataDirectory)}`;
  const owner = demonstration === undefined ? "--account <account>" : ownerOption(demonstration);
  const right = demonstration?.rights?.[0];
  const rights = right === undefined ? "" : ` --rights ${right}`;
  return `
In another terminal${key === undefined ? "" : ", next"}:

  # another key${key === undefined ? ": the first one's secret was shown when it was made" : ""}
  npx clavis keys create ${owner} --name Webshop${rights} ${data}
  # who called, and why it was refused
  npx clavis requests list ${data}
  # the next call with this key is refused
  npx clavis keys revoke ${key?.id ?? "<key id>"} --reason "trying it out" ${data}
`;
}

/** A path as one would type it here. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : `./${short}`;
}

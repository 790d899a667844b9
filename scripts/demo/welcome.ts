import { relative } from "node:path";
import type { Running } from "clavis";
import { curlLines } from "./curl.ts";
import type { Demonstration, RunningUpstream } from "./example.ts";
import type { FirstKey } from "./first-key.ts";

export interface Greeting {
  readonly running: Running;
  /** The example's own service, where it has one. */
  readonly upstream: RunningUpstream | undefined;
  readonly demonstration: Demonstration | undefined;
  /** Where one was made now. */
  readonly key: FirstKey | undefined;
}

/** What is printed once everything answers. The key's secret is in it, once. */
export const welcome = (greeting: Greeting): string => `${places(greeting)}${first(greeting)}${next(greeting)}
Ready. Ctrl-C stops it.
`;

function places({ running: { addresses, configuration, dataDirectory }, upstream }: Greeting): string {
  const lines = configuration.environments.map(({ name, upstream }) => `  upstream  ${upstream}  ${name}`);
  const moved = upstream?.moved === true ? "            its own port was taken: it has this one for this run\n" : "";
  return `
  public    ${configuration.publicOrigin}  the API behind the door
  private   http://${addresses.private}  /healthz and /readyz
${lines.join("\n")}
${moved}  data      ${shown(dataDirectory)}
`;
}

function first({ running: { configuration }, demonstration, key }: Greeting): string {
  if (key === undefined || demonstration === undefined) return "";
  const { account, rights, calls } = demonstration;
  return `
Made an API key for ${account} with the rights ${rights.join(", ")}. It is shown now and never again:

  ${key.secret}

Try it:

${calls.map((call) => curlLines(call, configuration.publicOrigin, key.secret)).join("")}`;
}

function next({ running: { dataDirectory }, demonstration, key }: Greeting): string {
  const data = `--data ${shown(dataDirectory)}`;
  const account = demonstration?.account ?? "<account>";
  return `
In another terminal${key === undefined ? "" : ", next"}:

  # another key${key === undefined ? ": the first one's secret was shown when it was made" : ""}
  npx clavis keys create --account ${account} --name Webshop --rights invoices:read ${data}
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

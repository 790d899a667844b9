import type { CallFigures, GroupFigures } from "@clavis/adapters";
import { type ApiKey, getKey, type KeyVersion } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { countOption, withDataOptions } from "../../options.ts";
import { jsonText, table } from "../../table.ts";
import { pastTimeOf, timeText } from "../../time-text.ts";
import { openRequests } from "../requests/open-requests.ts";

interface UsesOptions extends DataOptions {
  readonly since?: string;
  readonly top: number;
}

/** How one version of a key's secret is used. */
interface VersionUses {
  readonly version: KeyVersion;
  readonly figures: CallFigures;
  readonly addresses: readonly GroupFigures[];
  readonly otherAddresses: number;
}

/** `clavis keys uses`: who still calls with an old secret, before it ends. */
export function usesCommand(context: Context): Command {
  return withDataOptions(new Command("uses").argument("<id>", "the key's id"))
    .description("show who uses each version of a key's secret: calls, addresses, last call")
    .option("--since <time>", "recorded at this time or later: 2027-01-31T08:00:00Z, or 7d for seven days ago")
    .option("--top <count>", "how many addresses at the most", countOption("--top", 10_000), 10)
    .addHelpText("after", "\nExample:\n  clavis keys rotate <id> --overlap 7d\n  clavis keys uses <id> --since 7d\n")
    .action((id: string, options: UsesOptions) => uses(context, id, options));
}

async function uses(context: Context, id: string, options: UsesOptions): Promise<void> {
  const key = await context.withDirectory(options, ({ directory }) => getKey(directory, id));
  const found = await usesOf(context, key, options);
  if (options.json === true) context.terminal.out(jsonText(found.map(usesJson)));
  else context.terminal.out(usesText(found));
}

async function usesOf(context: Context, key: ApiKey, options: UsesOptions): Promise<readonly VersionUses[]> {
  const { since, top } = options;
  const from = since === undefined ? undefined : pastTimeOf(since, "--since", context.terminal.now());
  const reader = await openRequests(context, options);
  const found: VersionUses[] = [];
  for (const version of key.versions) {
    const { total, groups, others } = await reader.statistics({
      ...{ by: "address", top, credential: key.id, credentialVersion: version.version },
      ...(from !== undefined && { from }),
    });
    found.push({ version, figures: total, addresses: groups, otherAddresses: others });
  }
  return found;
}

function usesText(found: readonly VersionUses[]): string {
  const rows = found.flatMap(({ version, figures, addresses, otherAddresses }) => [
    [`secret ${version.version}`, `…${version.last4}`, ...countsOf(figures), endOf(version)],
    ...addresses.map((address) => [`  ${address.value ?? "(no address)"}`, "", ...countsOf(address), ""]),
    ...(otherAddresses === 0 ? [] : [[`  ${otherAddresses} more, see --top`, "", "", "", "", ""]]),
  ]);
  return table(["SECRET, ADDRESS", "ENDS IN", "CALLS", "REFUSED", "LAST", "WORKS UNTIL"], rows);
}

const countsOf = ({ calls, refused, last }: CallFigures): string[] => [
  String(calls),
  String(refused),
  timeText(last) ?? "never",
];

const endOf = ({ endsAt }: KeyVersion): string => timeText(endsAt) ?? "-";

const usesJson = ({ version, figures, addresses, otherAddresses }: VersionUses): Record<string, unknown> => ({
  version: version.version,
  last4: version.last4,
  endsAt: timeText(version.endsAt),
  ...countsJson(figures),
  addresses: addresses.map((address) => ({ address: address.value ?? null, ...countsJson(address) })),
  otherAddresses,
});

const countsJson = ({ calls, refused, last }: CallFigures): Record<string, unknown> => ({
  calls,
  refused,
  last: timeText(last),
});

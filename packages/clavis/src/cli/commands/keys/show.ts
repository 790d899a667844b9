import { getKey, keyStatus, ownerName, type ShownKey } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions, LastUse } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { restrictionFacts } from "../../restriction-text.ts";
import { facts, jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { keyJson } from "./key-json.ts";

export function showCommand(context: Context): Command {
  return withDataOptions(new Command("show").argument("<id>", "the key's id"))
    .description("show everything about one key but its secret")
    .action((id: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, lastUsed }) => {
        show(context, options, await getKey(directory, id), lastUsed(id));
      }),
    );
}

function show({ terminal }: Context, { json }: DataOptions, key: ShownKey, used: LastUse | undefined): void {
  const now = terminal.now();
  if (json === true) {
    terminal.out(
      jsonText({ ...keyJson(key, now), ...(used && { lastUsed: { at: timeText(used.time), address: used.address } }) }),
    );
    return;
  }
  terminal.out(
    facts([
      ["id", key.id],
      ["name", key.name],
      [key.owner.kind, ownerName(key.owner)],
      ["environment", key.environment],
      ["status", keyStatus(key, now)],
      ["rights", key.rights.join(",")],
      ...key.ceilings.map((ceiling): [string, string] => ["ceiling", ceiling.join(",")]),
      ...restrictionFacts(key.restrictions),
      ["not before", timeText(key.notBefore)],
      ["expires", timeText(key.expiresAt)],
      ["ends with", key.boundTo],
      ["revoked", key.revokedAt === undefined ? undefined : `${timeText(key.revokedAt)} (${key.revokedReason})`],
      ["created", `${timeText(key.createdAt)} by ${key.creator}${key.creatorGone ? ", who is disabled" : ""}`],
      [
        "last used",
        used === undefined ? "never" : `${timeText(used.time)} from ${used.address ?? "an unknown address"}`,
      ],
      ...key.versions.map(({ version, last4, endsAt }): [string, string] => [
        `secret ${version}`,
        `…${last4}${endsAt === undefined ? "" : ` until ${timeText(endsAt)}`}`,
      ]),
    ]),
  );
}

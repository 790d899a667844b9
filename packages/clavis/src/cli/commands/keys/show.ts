import { findLock, getKey, keyStatus, type Lock, ownerName, type ShownKey } from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions, LastUse } from "../../context.ts";
import { lockFact, lockJson } from "../../lock-text.ts";
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
        const key = await getKey(directory, id);
        const shown = { key, used: lastUsed(id), lock: await findLock(directory, { kind: "key", id }) };
        const now = context.terminal.now();
        context.terminal.out(options.json === true ? jsonText(shownJson(shown, now)) : factsOf(shown, now));
      }),
    );
}

interface Shown {
  readonly key: ShownKey;
  readonly used: LastUse | undefined;
  readonly lock: Lock | undefined;
}

const shownJson = ({ key, used, lock }: Shown, now: number): Record<string, unknown> => ({
  ...keyJson(key, now),
  lock: lock && lockJson(lock),
  lastUsed: used && { at: timeText(used.time), address: used.address },
});

const factsOf = ({ key, used, lock }: Shown, now: number): string =>
  facts([
    ["id", key.id],
    ["name", key.name],
    [key.owner.kind, ownerName(key.owner)],
    ["environment", key.environment],
    ["status", keyStatus(key, now)],
    lockFact(lock),
    ["rights", key.rights.join(",")],
    ...key.ceilings.map((ceiling): [string, string] => ["ceiling", ceiling.join(",")]),
    ...restrictionFacts(key.restrictions),
    ["not before", timeText(key.notBefore)],
    ["expires", timeText(key.expiresAt)],
    ["ends with", key.boundTo],
    ["revoked", key.revokedAt === undefined ? undefined : `${timeText(key.revokedAt)} (${key.revokedReason})`],
    ["created", `${timeText(key.createdAt)} by ${key.creator}${key.creatorGone ? ", who is disabled" : ""}`],
    ["last used", used === undefined ? "never" : `${timeText(used.time)} from ${used.address ?? "an unknown address"}`],
    ...key.versions.map(({ version, last4, endsAt }): [string, string] => [
      `secret ${version}`,
      `…${last4}${endsAt === undefined ? "" : ` until ${timeText(endsAt)}`}`,
    ]),
  ]);

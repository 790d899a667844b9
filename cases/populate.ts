import { randomBytes } from "node:crypto";
import { composeApiKey, isCaller, limitsOf, type Pipeline } from "@clavis/core";
import {
  applyDirectory,
  createKey,
  type Directory,
  getUser,
  type KeyMaker,
  listLinks,
  ownerName,
  revokeKey,
  rotateKey,
  setKeyEnabled,
  unlinkAccounts,
} from "@clavis/directory";
import { list, type Members, members, text } from "./reading.ts";
import { directoryMembers, readDirectory } from "./written-directory.ts";
import { readKeys, type WrittenKey } from "./written-key.ts";

export const moment = Date.UTC(2026, 10, 21, 12);
const hour = 3_600_000;
const actor = "local:cases";

/** What cases call by a name. */
export interface Names {
  /** Secrets by placeholder: `key:reader`, `key:rotated:2`, `basic:jan`, `stranger`, `damaged:reader`. */
  readonly secrets: Map<string, string>;
  /** Texts that may be in no record, no answer and no forwarded head. */
  readonly hidden: string[];
  /** Ids of users. */
  readonly users: Map<string, string>;
}

/** What a world is made with. */
export interface Workshop {
  readonly directory: Directory;
  readonly pipeline: Pipeline;
  readonly clock: { now: number };
  readonly keyPrefix: string;
}

/** Fills the directory through its own operations: all that a world says, its keys, then what became of them. */
export async function populate(workshop: Workshop, written: Members): Promise<Names> {
  const { directory, keyPrefix } = workshop;
  const names: Names = { secrets: new Map(), hidden: [], users: new Map() };
  const { document, users } = readDirectory(written);
  await applyDirectory(directory, actor, document);
  for (const [name, { email, initialPassword = "" }] of users) {
    names.users.set(name, (await getUser(directory, email)).id);
    names.secrets.set(`basic:${name}`, Buffer.from(`${email}:${initialPassword}`).toString("base64"));
    if (initialPassword !== "") names.hidden.push(initialPassword);
  }
  addKey(names, "stranger", composeApiKey(keyPrefix, "live", randomBytes));
  for (const key of readKeys(written["keys"], moment)) await makeKey(workshop, key, names);
  await becomeLater(directory, written["later"]);
  return names;
}

async function makeKey(workshop: Workshop, { input, by, then }: WrittenKey, names: Names): Promise<void> {
  const { directory, clock } = workshop;
  clock.now = moment - hour;
  const creator = by === undefined ? actor : await makerOf(workshop, by, ownerName(input.owner), names);
  const { key, secret } = await createKey(directory, creator, input);
  addKey(names, `key:${input.name}`, secret);
  addKey(names, `damaged:${input.name}`, secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0"));
  for (const { at, step } of then) {
    clock.now = moment + at * 1000;
    if ("revoke" in step) await revokeKey(directory, actor, key.id, step.revoke);
    else if ("enable" in step) await setKeyEnabled(directory, actor, key.id, step.enable);
    else addKey(names, `key:${input.name}:2`, (await rotateKey(directory, actor, key.id, step.rotate)).secret);
  }
}

function addKey({ secrets, hidden }: Names, name: string, secret: string): void {
  secrets.set(name, secret);
  hidden.push(secret.slice(9));
}

/** The user as self-service would have them make a key of the account. */
async function makerOf(
  { pipeline, clock }: Workshop,
  name: string,
  account: string,
  { users }: Names,
): Promise<KeyMaker> {
  const id = users.get(name) ?? "";
  const judged = pipeline.suppose({
    ...{ method: "POST", target: "/api/v1/apikeys", host: "api.example", address: undefined },
    ...{ time: clock.now, caller: { kind: "user", id, scheme: undefined }, application: undefined, account },
  });
  if (judged?.decision.effect !== "allow") throw new Error(`${name} may not make a key of ${account}`);
  const { principal, reach } = judged.decision;
  if (!isCaller(principal) || reach === undefined) throw new Error(`${name} does not reach ${account}`);
  const links = reach.chain.map((link) => link.id);
  return { actor: `user:${id}`, limits: limitsOf(principal, reach), links, bounds: undefined };
}

/** What becomes of the directory once the keys are made. */
async function becomeLater(directory: Directory, value: unknown): Promise<void> {
  const later = members(value ?? {}, "later", [...directoryMembers, "unlinked"]);
  await applyDirectory(directory, actor, readDirectory(later).document);
  for (const item of list(later["unlinked"], "unlinked")) {
    const { portal, client } = members(item, "unlinked", ["portal", "client"]);
    const links = await listLinks(directory, { account: text(portal, "portal"), limit: 1000 });
    const link = links.find((each) => each.portal === portal && each.client === client);
    await unlinkAccounts(directory, actor, link?.id ?? "");
  }
}

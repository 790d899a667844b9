import { randomBytes } from "node:crypto";
import { composeApiKey, isCaller, limitsOf, lockKinds, type Pipeline } from "@clavis/core";
import {
  applyDirectory,
  createKey,
  type Directory,
  getUser,
  type KeyMaker,
  type LockTarget,
  listLinks,
  lock,
  ownerName,
  raiseEpoch,
  revokeKey,
  rotateKey,
  setKeyEnabled,
  setUserPassword,
  unlinkAccounts,
} from "@clavis/directory";
import { type GrantWorkshop, makeSession, makeToken } from "./make-grants.ts";
import { idOf, moment, type Names } from "./names.ts";
import { list, type Members, members, text } from "./reading.ts";
import { directoryMembers, readDirectory } from "./written-directory.ts";
import { readSessions, readTokens } from "./written-grant.ts";
import { readKeys, type WrittenKey } from "./written-key.ts";

const hour = 3_600_000;
const actor = "local:cases";

/** What a world is made with. */
export interface Workshop extends GrantWorkshop {
  readonly directory: Directory;
  readonly pipeline: Pipeline;
  readonly keyPrefix: string;
}

/** Fills the directory through its own operations: all that a world says, its keys, then what became of them. */
export async function populate(workshop: Workshop, written: Members): Promise<Names> {
  const { directory, keyPrefix } = workshop;
  const names: Names = { secrets: new Map(), hidden: [], ids: new Map() };
  const { document, users } = readDirectory(written, moment);
  await applyDirectory(directory, actor, document);
  for (const [name, { email, initialPassword = "" }] of users) {
    names.ids.set(`user:${name}`, (await getUser(directory, email)).id);
    addPassword(names, name, email, initialPassword);
  }
  addKey(names, "stranger", composeApiKey(keyPrefix, "live", randomBytes));
  for (const key of readKeys(written["keys"], moment)) await makeKey(workshop, key, names);
  for (const session of readSessions(written["sessions"])) await makeSession(workshop, session, names);
  for (const token of readTokens(written["tokens"], moment)) await makeToken(workshop, token, names);
  await becomeLater(directory, written["later"], names);
  return names;
}

async function makeKey(workshop: Workshop, { input, by, then }: WrittenKey, names: Names): Promise<void> {
  const { directory, clock } = workshop;
  clock.now = moment - hour;
  const creator = by === undefined ? actor : await makerOf(workshop, by, ownerName(input.owner), names);
  const { key, secret } = await createKey(directory, creator, input);
  addKey(names, `key:${input.name}`, secret);
  names.ids.set(`key:${input.name}`, key.id);
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

function addPassword({ secrets, hidden }: Names, name: string, email: string, password: string): void {
  secrets.set(`basic:${name}`, Buffer.from(`${email}:${password}`).toString("base64"));
  if (password !== "") hidden.push(password);
}

/** The user as self-service would have them make a key of the account. */
async function makerOf({ pipeline, clock }: Workshop, name: string, account: string, names: Names): Promise<KeyMaker> {
  const id = idOf(names, "user", name);
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

/** What becomes of the directory once keys, sessions and tokens are made. */
async function becomeLater(directory: Directory, value: unknown, names: Names): Promise<void> {
  const later = members(value ?? {}, "later", [...directoryMembers, "unlinked", "passwords", "locked", "ended"]);
  await applyDirectory(directory, actor, readDirectory(later, moment).document);
  for (const item of list(later["unlinked"], "unlinked")) {
    const { portal, client } = members(item, "unlinked", ["portal", "client"]);
    const links = await listLinks(directory, { account: text(portal, "portal"), limit: 1000 });
    const link = links.find((each) => each.portal === portal && each.client === client);
    await unlinkAccounts(directory, actor, link?.id ?? "");
  }
  for (const [name, password] of Object.entries((later["passwords"] ?? {}) as Members)) {
    const { email } = await setUserPassword(directory, actor, idOf(names, "user", name), text(password, name));
    addPassword(names, name, email, text(password, name));
  }
  for (const item of list(later["locked"], "locked")) await lock(directory, actor, targetOf(item, names), "lost");
  for (const item of list(later["ended"], "ended")) {
    const { kind, id } = targetOf(item, names);
    await raiseEpoch(directory, actor, kind, id);
  }
}

/** `{ key: lost }`: users and keys by their names in the world, anything else by what it is called. */
function targetOf(item: unknown, names: Names): LockTarget {
  const written = members(item, "target", lockKinds);
  for (const kind of lockKinds) {
    if (written[kind] === undefined) continue;
    const name = text(written[kind], kind);
    return { kind, id: kind === "user" || kind === "key" ? idOf(names, kind, name) : name };
  }
  throw new Error("a target has a kind");
}

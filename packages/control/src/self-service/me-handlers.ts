import { type Me, MeChange, type MyAccounts, PasswordChange, validatorOf } from "@clavis/contract";
import type { Caller, PasswordNeed, PasswordResolution, Snapshot } from "@clavis/core";
import { changeOwnPassword, type Directory, getAccount, getUser, listLinks, setMainAccount } from "@clavis/directory";
import {
  emptyAnswer,
  jsonAnswer,
  type OwnAnswer,
  type OwnCall,
  type OwnHandler,
  type OwnRefusal,
  type OwnResult,
} from "../handler.ts";
import { callerOf, limitsOfCaller, type SelfServiceCaller } from "./caller.ts";
import { readBody } from "./input.ts";
import { refusing } from "./refusals.ts";

export interface MePorts {
  readonly directory: Directory;
  readonly snapshot: Pick<Snapshot, "findAccount" | "findUserById">;
  /** Checks a password, counting attempts as a sign-in does. */
  readonly provePassword: (need: PasswordNeed, time: number) => PasswordResolution | Promise<PasswordResolution>;
}

/** `GET /me`: who calls, in which account, and what limits them there. */
export const readMeHandler =
  (ports: MePorts): OwnHandler =>
  (call) =>
    refusing(() => meAnswer(ports, callerOf(call.judgement)));

async function meAnswer({ directory }: MePorts, self: SelfServiceCaller): Promise<OwnAnswer> {
  const { caller, reach, environment } = self;
  return jsonAnswer(200, {
    ...(caller.kind === "user" && { user: await userView(directory, caller.user.id) }),
    ...(caller.kind === "key" && { credential: { id: caller.key.id, version: caller.key.version } }),
    ...grantView(caller.grant),
    ...(caller.beside && { application: caller.beside.application.id }),
    environment,
    ...(reach && { account: reach.account.number }),
    reachedBy: reach === undefined ? [] : reach.chain.map(({ portal }) => portal),
    rights: reach === undefined ? [] : limitsOfCaller(self).map(({ texts }) => [...texts]),
  } satisfies Me);
}

function grantView(grant: Caller["grant"]): Pick<Me, "session" | "token"> {
  switch (grant?.kind) {
    case undefined:
      return {};
    case "session": {
      const { id, idleEndsAt, endsAt } = grant.session;
      return {
        session: { id, idleEndsAt: new Date(idleEndsAt).toISOString(), endsAt: new Date(endsAt).toISOString() },
      };
    }
    case "token": {
      const { id, expiresAt, oneTime } = grant.token;
      return { token: { id, expiresAt: new Date(expiresAt).toISOString(), oneTime } };
    }
  }
}

async function userView(directory: Directory, id: string): Promise<NonNullable<Me["user"]>> {
  const { email, name, kind, mainAccount } = await getUser(directory, id);
  return { id, email, name, ...(kind !== undefined && { kind }), ...(mainAccount !== undefined && { mainAccount }) };
}

/** `GET /me/accounts`: everywhere the caller can act, one's own first. */
export const listMyAccountsHandler =
  ({ directory, snapshot }: MePorts): OwnHandler =>
  (call) => {
    const { caller } = callerOf(call.judgement);
    return refusing(async () => {
      const { own, main } = homeOf(caller);
      const accounts: MyAccounts["accounts"] = [];
      const letOthers = turns();
      for (const [number, from] of await reachable(directory, snapshot, own)) {
        await letOthers();
        const { name } = await getAccount(directory, number);
        accounts.push({ number, name, main: number === main, ...(from !== undefined && { reachedFrom: from }) });
      }
      return jsonAnswer(200, { accounts } satisfies MyAccounts);
    });
  };

/** The accounts a caller has by itself, and the one of calls that name none. */
function homeOf(caller: Caller): { readonly own: readonly string[]; readonly main: string | undefined } {
  switch (caller.kind) {
    case "key":
      return { own: [caller.key.account.number], main: caller.key.account.number };
    case "user":
      return { own: [...caller.user.memberships.keys()], main: caller.user.mainAccount };
    case "token":
      return { own: [caller.account.number], main: caller.account.number };
  }
}

const lookUpsAtOnce = 20;

/** To be awaited before each look-up: the store answers at once, and a portal's thousands must not hold up decisions. */
function turns(): () => Promise<void> {
  let count = 0;
  return async () => {
    if (++count % lookUpsAtOnce === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  };
}

const maxDepth = 4;

/** Account numbers with the one each is reached from; one's own are reached from nowhere. Breadth first, enabled only. */
async function reachable(
  directory: Directory,
  snapshot: Pick<Snapshot, "findAccount">,
  own: readonly string[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const isEnabled = (number: string): boolean => snapshot.findAccount(number)?.enabled === true;
  const found = new Map<string, string | undefined>();
  const letOthers = turns();
  let edge = own.filter(isEnabled);
  for (const number of edge) found.set(number, undefined);
  for (let depth = 0; depth < maxDepth && edge.length > 0; depth++) {
    const next: string[] = [];
    for (const portal of edge) {
      await letOthers();
      for (const client of await clientsOf(directory, portal)) {
        if (found.has(client) || !isEnabled(client)) continue;
        found.set(client, portal);
        next.push(client);
      }
    }
    edge = next;
  }
  return found;
}

const pageSize = 1000;

async function clientsOf(directory: Directory, portal: string): Promise<readonly string[]> {
  const clients: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listLinks(directory, {
      account: portal,
      limit: pageSize,
      ...(after !== undefined && { after }),
    });
    clients.push(...page.filter((link) => link.portal === portal).map(({ client }) => client));
    if (page.length < pageSize) return clients;
    after = page.at(-1)?.id;
  }
}

/** `PATCH /me`: the account of calls that name none. */
export function updateMeHandler(ports: MePorts): OwnHandler {
  const validate = validatorOf(MeChange);
  return (call) => {
    const self = callerOf(call.judgement);
    const body = readBody(validate, call);
    if ("code" in body) return body;
    return refusing(async () => {
      const made = { ...ports.directory, requestId: self.requestId };
      await setMainAccount(made, self.actor, userIdOf(self), body.value.mainAccount);
      return await meAnswer(ports, self);
    });
  };
}

/**
 * `POST /me/password`: with the present password again, whatever the call was made with (SECURITY AUT-05). One at a time
 * for a user: each hashes a password, and nobody is to take the places of those who sign in (SECURITY AUT-14).
 */
export function changePasswordHandler(ports: MePorts): OwnHandler {
  const validate = validatorOf(PasswordChange);
  const changing = new Set<string>();
  return async (call) => {
    const self = callerOf(call.judgement);
    const body = readBody(validate, call);
    if ("code" in body) return body;
    const id = userIdOf(self);
    if (changing.has(id)) return beingChanged;
    changing.add(id);
    try {
      return await changePassword(ports, call, self, body.value);
    } finally {
      changing.delete(id);
    }
  };
}

const beingChanged: OwnRefusal = { code: "conflict", detail: "The password is being changed by another call." };

async function changePassword(
  ports: MePorts,
  call: OwnCall,
  self: SelfServiceCaller,
  { current, password }: { readonly current: string; readonly password: string },
): Promise<OwnResult> {
  const proved = await prove(ports, call, self, current);
  if ("code" in proved) return proved;
  return await refusing(async (): Promise<OwnResult> => {
    const made = { ...ports.directory, requestId: self.requestId };
    await changeOwnPassword(made, self.actor, userIdOf(self), { password, provedVersion: proved.version });
    return emptyAnswer(204);
  });
}

async function prove(
  { directory, snapshot, provePassword }: MePorts,
  { judgement }: OwnCall,
  self: SelfServiceCaller,
  password: string,
): Promise<{ readonly version: number } | OwnRefusal> {
  const id = userIdOf(self);
  const { email } = await getUser(directory, id);
  const { address, time } = judgement.facts;
  const user = snapshot.findUserById(id);
  const found = await provePassword({ kind: "password", user, name: email, password, form: "plain", address }, time);
  switch (found.kind) {
    case "genuine":
      return { version: found.passwordVersion };
    case "wrong":
      return { code: "credential_invalid", detail: "The current password is wrong." };
    case "throttled": {
      const { retryAfter } = found;
      return { code: "attempts_exceeded", detail: `Too many wrong passwords: wait ${retryAfter} s.`, retryAfter };
    }
    case "overloaded": {
      const { retryAfter } = found;
      return { code: "overloaded", detail: "Too many passwords are being checked at the moment.", retryAfter };
    }
    case "unavailable":
      return { code: "store_unavailable", detail: "The password can not be checked at the moment." };
  }
}

function userIdOf({ caller }: SelfServiceCaller): string {
  if (caller.kind !== "user") throw new TypeError("an operation for users was called by a key");
  return caller.user.id;
}

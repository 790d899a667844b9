import {
  besideIn,
  cookieValues,
  type Epochs,
  type Facts,
  isLoopbackAddress,
  type Judgement,
  type PasswordNeed,
  type PasswordResolution,
  type Snapshot,
  type UserRecord,
} from "@clavis/core";
import {
  type Directory,
  getUser,
  openSession,
  type PasswordForm,
  readSha1,
  type Sessions,
  type User,
} from "@clavis/directory";
import {
  jsonAnswer,
  type OwnAnswer,
  type OwnCall,
  type OwnHandler,
  type OwnRefusal,
  type OwnResult,
} from "../handler.ts";
import { lastChange } from "./last-change.ts";
import { configuredBody, contractAnswer, failureBody, ownBody, type SignedInUser } from "./login-answer.ts";
import { type LoginParameters, readLogin } from "./login-parameters.ts";
import type { LoginAnswer, LoginSettings } from "./login-settings.ts";
import { type SessionCookie, setCookie } from "./session-cookie.ts";

export interface LoginPorts {
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly snapshot: Pick<Snapshot, "findUser" | "epochOf" | "isLocked">;
  /** Checks a password, counting attempts as every sign-in does. */
  readonly provePassword: (need: PasswordNeed, time: number) => PasswordResolution | Promise<PasswordResolution>;
  readonly cookie: SessionCookie;
  readonly login: LoginSettings;
  readonly legacy: { readonly loginInQuery: boolean; readonly sha1Login: "everyone" | ReadonlySet<string> };
  /** `insecure.sha1LoginWithoutTls` */
  readonly sha1WithoutTls: boolean;
}

/**
 * `POST /sessions/login`: opens a session under a new id, whatever cookie came along (SECURITY SES-01). Unknown user,
 * wrong kind, wrong password, disabled and locked user are one answer in one time (AUT-07).
 */
export const openSessionHandler =
  (ports: LoginPorts): OwnHandler =>
  async (call) => {
    const asked = readLogin(call, ports.login.credentials, ports.legacy.loginInQuery);
    if ("code" in asked) return asked;
    const notes = asked.isInQuery ? ["legacy:login-in-query"] : [];
    const result = await signIn(ports, call, asked, notes);
    return { ...result, notes };
  };

/** `notes` grows with what is noticed on the way. */
async function signIn(ports: LoginPorts, call: OwnCall, asked: LoginParameters, notes: string[]): Promise<OwnResult> {
  const { facts } = call.judgement;
  const { snapshot, directory } = ports;
  const found = snapshot.findUser(asked.name);
  const known = found !== undefined && (asked.kind === undefined || found.kind === asked.kind) ? found : undefined;
  const stored = known && (await getUser(directory, known.id));
  // Asked of whatever looks like a digest, and of no user: the answer tells nobody who exists (AUT-07).
  if (isNamed(ports, asked) && readSha1(asked.password) !== undefined && !isProtected(facts, ports)) return unprotected;
  const form = formOf(ports, asked, stored);
  if (form === "sha1") notes.push("legacy:sha1-login");
  // Before the password is looked at: what ends this user's sessions meanwhile ends this one too.
  const epochs = known === undefined ? {} : epochsOf(ports, call.judgement, known.id);
  const { name, password } = asked;
  const isOpen = (): boolean => known?.enabled === true && !snapshot.isLocked("user", known.id);
  // A right password of a locked user counts as a wrong one, and is throttled like one (SECURITY AUT-07).
  const user = isOpen() ? known : undefined;
  const proved = await ports.provePassword(
    { kind: "password", user, name, password, form, address: facts.address },
    facts.time,
  );
  if (proved.kind !== "genuine" || stored === undefined || !isOpen()) {
    notes.push(...hindranceOf(ports, asked, found));
    return { ...refused(ports, asked, proved), ...(known && { user: known.id }) };
  }
  const signedIn = await open(ports, call.judgement, stored, epochs);
  return { ...answer(ports, asked, signedIn.user, signedIn.secret), user: stored.id };
}

/** Why even the right password would not do: for the record alone, the answer does not tell (SECURITY AUT-07). */
function hindranceOf({ snapshot }: LoginPorts, { kind }: LoginParameters, found: UserRecord | undefined): string[] {
  if (found === undefined) return [];
  if (kind !== undefined && found.kind !== kind) return ["login:other-kind"];
  if (!found.enabled) return ["login:disabled"];
  return snapshot.isLocked("user", found.id) ? ["login:locked"] : [];
}

/**
 * In which form the password is presented (SECURITY LEG-02): as its SHA-1 only by whom `legacy.sha1Login` names, and only
 * where that is how it is stored. Who is to leave that form may send either.
 */
function formOf(ports: LoginPorts, asked: LoginParameters, user: User | undefined): PasswordNeed["form"] {
  if (!isNamed(ports, asked) || user === undefined) return "plain";
  const isDigest = readSha1(asked.password) !== undefined;
  const accepted: Readonly<Record<PasswordForm, boolean>> = { plain: false, sha1: true, "sha1-then-plain": isDigest };
  return accepted[user.password.form] ? "sha1" : "plain";
}

/** True where `legacy.sha1Login` lets users of the kind that is asked for sign in by a SHA-1. */
const isNamed = ({ legacy: { sha1Login } }: LoginPorts, { kind }: LoginParameters): boolean =>
  sha1Login === "everyone" || (kind !== undefined && sha1Login.has(kind));

/**
 * SECURITY LEG-03: who reads a SHA-1 on its way can sign in with it. A peer without an address is on a Unix socket; a
 * client whose address a proxy could not tell may be anywhere.
 */
const isProtected = ({ secure, address, addressSource }: Facts, { sha1WithoutTls }: LoginPorts): boolean =>
  secure || sha1WithoutTls || (address === undefined ? addressSource === "peer" : isLoopbackAddress(address));

const unprotected: OwnRefusal = {
  code: "scheme_not_accepted",
  detail: "Signing in with the SHA-1 of a password needs TLS.",
};

function epochsOf({ snapshot }: LoginPorts, { decision, facts }: Judgement, user: string): Epochs {
  const application = besideIn(decision.principal)?.application.id;
  return {
    user: snapshot.epochOf("user", user),
    ...(application !== undefined && { application: snapshot.epochOf("application", application) }),
    environment: snapshot.epochOf("environment", facts.environment ?? ""),
  };
}

async function open(
  ports: LoginPorts,
  { decision, facts }: Judgement,
  user: User,
  epochs: Epochs,
): Promise<{ readonly user: SignedInUser; readonly secret: string }> {
  const { session, secret } = await openSession(ports.sessions, {
    environment: facts.environment ?? "",
    user: user.id,
    application: besideIn(decision.principal)?.application.id,
    address: facts.address?.text,
    epochs,
    // What the browser has so far ends with the login, of two cookies both.
    presented: cookieValues(facts.headers, ports.cookie.name),
  });
  return { user: { user, session, updatedAt: await lastChange(ports.directory, user) }, secret };
}

const contractOf = ({ login }: LoginPorts, { kind }: LoginParameters): LoginAnswer | undefined =>
  kind === undefined ? undefined : login.answers.get(kind);

function answer(ports: LoginPorts, asked: LoginParameters, signedIn: SignedInUser, secret: string): OwnAnswer {
  const cookie = setCookie(ports.cookie, secret);
  const contract = contractOf(ports, asked);
  if (contract !== undefined) return contractAnswer(200, contract, configuredBody(contract, signedIn), cookie);
  const own = jsonAnswer(200, ownBody(signedIn));
  return { ...own, headers: [...own.headers, ...cookie] };
}

const wrong = "The user or the password is wrong.";

function refused(ports: LoginPorts, asked: LoginParameters, proved: PasswordResolution): OwnRefusal {
  switch (proved.kind) {
    case "genuine":
    case "wrong":
      return shaped(ports, asked, { code: "credential_invalid", detail: wrong });
    case "throttled": {
      const { retryAfter } = proved;
      return { code: "attempts_exceeded", detail: `Too many wrong passwords: wait ${retryAfter} s.`, retryAfter };
    }
    case "overloaded": {
      const { retryAfter } = proved;
      return { code: "overloaded", detail: "Too many passwords are being checked at the moment.", retryAfter };
    }
    case "unavailable":
      return { code: "store_unavailable", detail: "The password can not be checked at the moment." };
  }
}

/** The provider's own words for a failure; they do not say why either. */
function shaped(ports: LoginPorts, asked: LoginParameters, why: OwnRefusal): OwnRefusal {
  const contract = contractOf(ports, asked);
  if (contract === undefined) return why;
  const { status, error } = ports.login.failure;
  return { ...why, shape: contractAnswer(status, { ...contract, headers: new Map() }, failureBody(contract, error)) };
}

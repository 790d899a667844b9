import type { LoginSettings } from "@clavis/control";
import type { Scheme } from "@clavis/core";
import { Clone, Default } from "typebox/value";
import type { Findings } from "../description/findings.ts";
import { isObject, type Located, member } from "../description/located.ts";
import { readLogin } from "./login-settings.ts";
import { answerSchema, type SessionMembers, sessionsSchema } from "./schema/sessions.ts";
import { readSection } from "./section.ts";
import { cookieProblems } from "./session-cookie.ts";

/** How sessions are carried and opened. */
export interface SessionSettings {
  /** `attributes` follow the value and `; `, sent byte for byte. */
  readonly cookie: { readonly name: string; readonly attributes: string };
  readonly login: LoginSettings;
}

/** What sessions take from the rest of the configuration. */
export interface SessionContext {
  readonly schemes: readonly Scheme[];
  /** `insecure.sessionCookie` */
  readonly weakCookie: boolean;
  readonly userKinds: readonly string[] | undefined;
}

/** Undefined where no scheme carries sessions, or where something is wrong; then it is among the findings. */
export function readSessions(root: Located, context: SessionContext, findings: Findings): SessionSettings | undefined {
  const at = member(root, "sessions");
  const members = readSessionMembers(at, findings);
  const [scheme, ...more] = context.schemes.filter(isSessionCookie);
  if (scheme === undefined) {
    if (at.value !== undefined) findings.add(at, "no scheme carries sessions: give one x-clavis-credential: session");
    return undefined;
  }
  const cookies = [scheme, ...more].map(({ parameter }) => parameter);
  if (more.length > 0)
    findings.add(at, `schemes look for sessions in ${cookies.join(" and ")}: Clavis sets one cookie, so name one`);
  if (members === undefined) return undefined;
  const { cookie, login } = members;
  const name = cookie.name ?? scheme.parameter;
  const place = member(at, "cookie");
  if (name !== scheme.parameter)
    findings.add(member(place, "name"), `the scheme that carries sessions looks for the cookie "${scheme.parameter}"`);
  // A name that only the scheme gives is wrong there.
  const named = name === cookie.name ? member(place, "name") : member(member(root, "schemes"), scheme.name);
  for (const [part, problem] of cookieProblems(scheme.parameter, cookie.attributes, context.weakCookie))
    findings.add(part === "name" ? named : member(place, part), problem);
  return {
    cookie: { name, attributes: cookie.attributes },
    login: readLogin(login, member(at, "login"), context.userKinds, findings),
  };
}

/** Only the shape of what stands there; what it must fit together with is not looked at. */
export const readSessionMembers = (at: Located, findings: Findings): SessionMembers | undefined =>
  readSection(sessionsSchema, { ...at, value: withAnswers(at.value) }, findings);

/** Defaults are not filled in behind names that the operator chooses. */
function withAnswers(value: unknown): unknown {
  if (!isObject(value) || !isObject(value["login"]) || !isObject(value["login"]["answer"])) return value;
  const answers = Object.entries(value["login"]["answer"]).map(([kind, answer]) => [
    kind,
    Default(answerSchema, Clone(answer)),
  ]);
  return { ...value, login: { ...value["login"], answer: Object.fromEntries(answers) } };
}

const isSessionCookie = (scheme: Scheme): scheme is Scheme & { readonly carrier: "cookie" } =>
  scheme.carrier === "cookie" && scheme.credentials.includes("session");

import type { Operation, Scheme } from "@clavis/core";
import type { DescriptionSettings } from "../description/description.ts";
import type { Findings } from "../description/findings.ts";
import { items, type Located, member } from "../description/located.ts";
import { nearest } from "../description/nearest.ts";
import { describeRights, rightRulesOf } from "../description/right-names.ts";
import { type Api, type Configuration, schemesOf } from "./configuration.ts";
import { readIssuers } from "./foreign-issuer.ts";
import { isOpenHttp } from "./issuer-url.ts";
import { configurationSchema } from "./schema.ts";
import { readSection } from "./section.ts";
import { readSessionMembers, readSessions } from "./session-settings.ts";
import type { Settings } from "./settings.ts";

/** Finds what is misshapen of that, where the API or the rest of the configuration is not known. */
export function checkShapes(root: Located, findings: Findings): void {
  readSessionMembers(member(root, "sessions"), findings);
  readSection(configurationSchema.properties.issuers, member(root, "issuers"), findings);
}

/** Reads and checks what is about the schemes, the operations and the rights of the API. */
export function readApiDependent(
  root: Located,
  settings: Settings,
  api: Api,
  ownOperations: DescriptionSettings["ownOperations"],
  findings: Findings,
): Pick<Configuration, "sessions" | "issuers"> {
  const { environments, insecure, userKinds } = settings;
  const schemes = schemesOf(api);
  const context = { schemes, weakCookie: insecure.sessionCookie, userKinds };
  const sessions = readSessions(root, context, findings);
  checkLogin(root, settings, schemes, findings);
  checkOwnIssuers(member(root, "environments"), settings, schemes, findings);
  checkOperations(root, api, ownOperations(schemes), findings);
  const rights = rightRulesOf(api.kind === "described" ? describeRights(api.description.operations) : undefined);
  const { httpIssuers } = insecure;
  const issuers = readIssuers(member(root, "issuers"), { environments, httpIssuers, rights }, findings);
  if (issuers.length > 0 && !carries(schemes, "access-token"))
    findings.add(
      member(root, "issuers"),
      "no scheme carries access tokens: give one x-clavis-credential: access-token",
    );
  return { sessions, issuers };
}

const carries = (schemes: readonly Scheme[], kind: Scheme["credentials"][number]): boolean =>
  schemes.some(({ credentials }) => credentials.includes(kind));

/** What weakens signing in says so only where it can happen, and the digest of a password is as good as one (LEG-03). */
function checkLogin(
  root: Located,
  { legacy, insecure, listeners, userKinds }: Settings,
  schemes: readonly Scheme[],
  findings: Findings,
): void {
  const at = member(root, "legacy");
  const sha1 = member(at, "sha1Login");
  const isOn = legacy.sha1Login === "everyone" || legacy.sha1Login.size > 0;
  if (!carries(schemes, "session")) {
    for (const [place, on] of [
      [member(at, "loginInQuery"), legacy.loginInQuery],
      [sha1, isOn],
    ] as const)
      if (on) findings.add(place, "no scheme carries sessions, so nobody signs in: leave it out");
  }
  const { address, tls } = listeners.public;
  const isOpen = address.kind === "tcp" && !address.loopback && tls === undefined;
  if (isOn && isOpen && !insecure.sha1LoginWithoutTls)
    findings.add(sha1, "needs TLS on the public listener, or insecure.sha1LoginWithoutTls (SECURITY LEG-03)");
  for (const kind of items(sha1)) {
    if (typeof kind.value === "string" && userKinds !== undefined && !userKinds.includes(kind.value))
      findings.add(kind, `"${kind.value}" is none of users.kinds`);
  }
}

/** Where no token is ever issued, nobody minds where it would be from (CFG-02). */
function checkOwnIssuers(
  at: Located,
  { environments, insecure }: Settings,
  schemes: readonly Scheme[],
  findings: Findings,
): void {
  if (insecure.httpIssuers || !(carries(schemes, "access-token") || carries(schemes, "one-time"))) return;
  for (const { name, tokens } of environments) {
    const place = member(member(member(at, name), "tokens"), "issuer");
    if (isOpenHttp(tokens.issuer) && place.value === undefined)
      findings.add(place, "its tokens would name an issuer without TLS: give publicOrigin or tokens.issuer with https");
  }
}

/** operationIds that settings name. Without a description limits may also name `<METHOD> <module>`. */
function checkOperations(root: Located, api: Api, own: readonly Operation[], findings: Findings): void {
  const described = api.kind === "described" ? api.description.operations : [];
  const known = new Set([...described, ...own].map(({ id }) => id));
  const check = (at: Located, generic: boolean): void => {
    for (const item of items(at)) {
      if (typeof item.value !== "string" || known.has(item.value)) continue;
      if (generic && /^(?:DELETE|GET|HEAD|PATCH|POST|PUT) [^ /]+$/.test(item.value)) continue;
      findings.add(item, `there is no operation of this id${nearest(item.value, [...known])}`);
    }
  };
  check(member(member(root, "insecure"), "cookieWithoutOrigin"), false);
  for (const rate of items(member(member(root, "limits"), "rates")))
    check(member(rate, "operations"), api.kind === "undescribed");
}

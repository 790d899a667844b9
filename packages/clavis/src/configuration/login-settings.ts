import { type LoginAnswer, type LoginField, type LoginSettings, type LoginSource, plainSources } from "@clavis/control";
import type { Findings } from "../description/findings.ts";
import { type Located, member } from "../description/located.ts";
import type { LoginMembers } from "./schema/sessions.ts";

/** What stands behind the schema: that names fit together. */
export function readLogin(
  { credentials, answer, failure }: LoginMembers,
  at: Located,
  userKinds: readonly string[] | undefined,
  findings: Findings,
): LoginSettings {
  checkCredentials(credentials, member(at, "credentials"), userKinds, findings);
  const kinds = new Set(credentials.map(({ kind }) => kind));
  const answers = Object.entries(answer).map(([kind, members]): [string, LoginAnswer] => {
    const place = member(member(at, "answer"), kind);
    if (!kinds.has(kind)) findings.add(place, `no credentials are of the kind "${kind}": nobody is answered so`);
    checkAnswer(members, place, findings);
    return [kind, answerOf(members)];
  });
  return {
    credentials: credentials.map(({ kind, identifier, password }) => ({ kind, identifier, password })),
    answers: new Map(answers),
    failure,
  };
}

/** One parameter in two places, or two ways for one kind, would leave open who signs in. */
function checkCredentials(
  credentials: LoginMembers["credentials"],
  at: Located,
  userKinds: readonly string[] | undefined,
  findings: Findings,
): void {
  const parameters = new Set<string>();
  const kinds = new Set<string | undefined>();
  for (const [index, { kind, identifier, password }] of credentials.entries()) {
    const place = { pointer: `${at.pointer}/${index}` };
    for (const parameter of [identifier, password]) {
      if (parameters.has(parameter)) findings.add(place, `the parameter "${parameter}" stands here twice`);
      parameters.add(parameter);
    }
    if (kinds.has(kind)) findings.add(place, `${kind === undefined ? "any kind" : `"${kind}"`} stands here twice`);
    kinds.add(kind);
    if (kind !== undefined && userKinds !== undefined && !userKinds.includes(kind))
      findings.add({ pointer: `${place.pointer}/kind` }, `"${kind}" is none of users.kinds`);
  }
}

/** Headers that say how the message is framed or what the caller is; the cookie is Clavis's to set. */
const kept =
  /^(?:set-cookie|content-length|transfer-encoding|connection|date|te|trailer|upgrade|www-authenticate|vary|clavis-.*)$/i;

function checkAnswer(
  { wrap, errorMember, fields, headers }: LoginMembers["answer"][string],
  at: Located,
  findings: Findings,
): void {
  const names = fields.map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index)
      findings.add({ pointer: `${at.pointer}/fields/${index}/name` }, `"${name}" stands here twice`);
  }
  for (const [index, { from, format }] of fields.entries()) {
    const problem = formatProblem(from, format);
    if (problem !== undefined) findings.add({ pointer: `${at.pointer}/fields/${index}/format` }, problem);
  }
  if (errorMember !== undefined && (errorMember === wrap || (wrap === undefined && names.includes(errorMember))))
    findings.add(member(at, "errorMember"), "is the name of another member already");
  for (const name of Object.keys(headers)) {
    if (!/^[A-Za-z0-9-]{1,100}$/.test(name) || kept.test(name))
      findings.add(member(member(at, "headers"), name), "is no header that can be chosen here");
  }
}

function formatProblem(from: string, format: LoginField["format"]): string | undefined {
  const isTime = from === "createdAt" || from === "updatedAt";
  const isFree = from === "externalId" || from.startsWith("attribute:");
  if (format === "integer" && !isFree) return "only externalId and attributes can be integers";
  return format === "datetime" && !isTime && !isFree ? "only times can be written so" : undefined;
}

const answerOf = ({ wrap, errorMember, fields, headers }: LoginMembers["answer"][string]): LoginAnswer => ({
  wrap,
  errorMember,
  fields: fields.map(({ name, from, format }) => ({ name, from: sourceOf(from), format })),
  headers: new Map(Object.entries(headers)),
});

function sourceOf(text: string): LoginSource {
  const kind = plainSources.find((source) => source === text);
  return kind === undefined ? { kind: "attribute", name: text.slice("attribute:".length) } : { kind };
}

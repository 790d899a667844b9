import { ApiKeyChange, KeyQuery, NewApiKey, Rotation, validatorOf } from "@clavis/contract";
import { composeApiKey, type Snapshot } from "@clavis/core";
import {
  type ApiKey,
  createKey,
  type Directory,
  DirectoryError,
  getKey,
  type IssuedKey,
  isMadeBy,
  type KeyMaker,
  type KeyScope,
  listKeys,
  type NewKey,
  newKeyProblems,
  revokeKey,
  rotateKey,
  updateKey,
} from "@clavis/directory";
import { emptyAnswer, jsonAnswer, type OwnAnswer, type OwnCall, type OwnHandler, type OwnRefusal } from "../handler.ts";
import { apiKeyView } from "./api-key-view.ts";
import { callerOf, limitsOfCaller, reachOf, type SelfServiceCaller } from "./caller.ts";
import { type DeriveBytes, idempotencyKey, secretBytes } from "./idempotency.ts";
import { readBody, readQuery, readTime } from "./input.ts";
import { boundsOfCaller, wideTokenFault } from "./key-bounds.ts";
import { refusing } from "./refusals.ts";

export interface ApiKeyPorts {
  readonly directory: Directory;
  readonly snapshot: Pick<Snapshot, "findKey">;
  readonly derive: DeriveBytes;
}

/** The account's keys of the environment that is called. */
const scopeOf = (self: SelfServiceCaller): KeyScope => ({
  account: reachOf(self).account.number,
  environment: self.environment,
});

/** `POST /apikeys`: a key of the account acted in, within everything that limits the caller there. */
export function createApiKeyHandler(ports: ApiKeyPorts): OwnHandler {
  const validate = validatorOf(NewApiKey);
  return (call) => {
    const self = callerOf(call.judgement);
    const body = readBody(validate, call);
    const hasForm = (member: string, value: unknown): boolean =>
      Object.hasOwn(NewApiKey.properties, member) && "value" in validate({ name: "fits", [member]: value });
    if ("code" in body) return withRules(ports.directory, call.body, scopeOf(self), body, hasForm);
    const input = newKeyOf(body.value, scopeOf(self));
    if ("code" in input) return withRules(ports.directory, call.body, scopeOf(self), input, hasForm);
    const wide = wideTokenFault(self.caller);
    if (wide !== undefined) return wide;
    const maker = makerOf(self);
    const create = (directory: Directory) => createKey(directory, maker, input);
    return issuing(ports, call, self, create, (key) => isMadeBy(maker, input, key));
  };
}

function newKeyOf({ expiresAt, notBefore, ...rest }: NewApiKey, scope: KeyScope): NewKey | OwnRefusal {
  const end = readTime("expiresAt", expiresAt);
  if ("code" in end) return end;
  const start = readTime("notBefore", notBefore);
  if ("code" in start) return start;
  const { name, rights, restrictions } = rest;
  return {
    owner: { kind: "account", number: scope.account },
    environment: scope.environment,
    name,
    ...(rights && { rights }),
    ...(restrictions && { restrictions }),
    ...(end.time !== undefined && { expiresAt: end.time }),
    ...(start.time !== undefined && { notBefore: start.time }),
  };
}

/** A body that is refused for its form, and what the rules say of the members that have theirs: all in one answer. */
function withRules(
  { settings, clock }: Directory,
  body: unknown,
  scope: KeyScope,
  refused: OwnRefusal,
  hasForm: (member: string, value: unknown) => boolean,
): OwnRefusal {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return refused;
  const { problems = [] } = refused;
  const unfit = new Set(problems.map(({ member }) => member.split(/[.[]/, 1)[0]));
  // Asked of each anew: of very many problems not all are named.
  const isFit = ([member, value]: [string, unknown]): boolean => !unfit.has(member) && hasForm(member, value);
  const fit = Object.fromEntries(Object.entries(body).filter(isFit));
  const input = newKeyOf({ name: "fits", ...(fit as Partial<NewApiKey>) }, scope);
  const more = "code" in input ? (input.problems ?? []) : newKeyProblems(settings, input, clock());
  return { ...refused, problems: [...problems, ...more] };
}

/** Who makes the key: their limits become its ceilings, their way to the account what it ends with; it is no wider. */
function makerOf(self: SelfServiceCaller): KeyMaker {
  const { caller, actor } = self;
  const inherited = caller.kind === "key" ? caller.key.links : [];
  const links = [...inherited, ...reachOf(self).chain.map(({ id }) => id)];
  return { actor, limits: limitsOfCaller(self), links, bounds: boundsOfCaller(caller) };
}

/** `POST /apikeys/{id}/rotate`: a new secret beside the old one. */
export function rotateApiKeyHandler(ports: ApiKeyPorts): OwnHandler {
  const validate = validatorOf(Rotation);
  return (call) => {
    const self = callerOf(call.judgement);
    const body = readBody(validate, call);
    if ("code" in body) return body;
    const wide = wideTokenFault(self.caller);
    if (wide !== undefined) return wide;
    const id = idOf(call);
    const maker = makerOf(self);
    const rotate = (directory: Directory) => rotateKey(directory, maker, id, body.value.overlap ?? 0, scopeOf(self));
    return issuing(ports, call, self, rotate, (key) => key.id === id);
  };
}

/**
 * Makes a secret and shows it. With an Idempotency-Key a call sent again gets what the first one got; with another body
 * it is a conflict.
 */
async function issuing(
  { directory, snapshot, derive }: ApiKeyPorts,
  call: OwnCall,
  self: SelfServiceCaller,
  issue: (directory: Directory) => Promise<IssuedKey>,
  isSame: (key: ApiKey) => boolean,
) {
  const given = idempotencyKey(call.judgement);
  if ("code" in given) return given;
  const { operation } = call.judgement.decision;
  const bytes = () => secretBytes(derive, directory.randomBytes, self, `${operation?.id} ${idOf(call)}`, given.key);
  const made = { ...directory, randomBytes: bytes(), requestId: self.requestId };
  return await refusing(async () => {
    try {
      return issuedAnswer(directory, operation?.id, await issue(made));
    } catch (error) {
      if (given.key === undefined || !isConflict(error)) throw error;
      const earlier = await issuedBefore(directory, snapshot, self, bytes());
      if (earlier === undefined) throw error;
      if (!isSame(earlier.key)) return otherBody;
      return issuedAnswer(directory, operation?.id, earlier);
    }
  });
}

const otherBody: OwnRefusal = {
  code: "conflict",
  detail: "This Idempotency-Key was used before with another body.",
};

const isConflict = (error: unknown): boolean => error instanceof DirectoryError && error.code === "conflict";

/** The key whose secret these bytes make, where there is one. */
async function issuedBefore(
  directory: Directory,
  snapshot: ApiKeyPorts["snapshot"],
  self: SelfServiceCaller,
  bytes: (count: number) => Uint8Array,
): Promise<IssuedKey | undefined> {
  const { keyPrefix, environments } = directory.settings;
  const tag = environments.find(({ name }) => name === self.environment)?.keyTag ?? "";
  const secret = composeApiKey(keyPrefix, tag, bytes);
  const found = snapshot.findKey(secret);
  return found && { key: await getKey(directory, found.id, scopeOf(self)), secret };
}

function issuedAnswer(directory: Directory, operationId: string | undefined, { key, secret }: IssuedKey): OwnAnswer {
  const status = operationId === "createApiKey" ? 201 : 200;
  return jsonAnswer(status, { ...apiKeyView(key, directory.clock()), key: secret });
}

const usualLimit = 100;

/** `GET /apikeys`: the account's keys of this environment, oldest first. */
export function listApiKeysHandler({ directory }: ApiKeyPorts): OwnHandler {
  const validate = validatorOf(KeyQuery);
  return (call) => {
    const query = readQuery(validate, call);
    if ("code" in query) return query;
    const { after, limit } = query.value;
    const count = limit === undefined ? usualLimit : Number(limit);
    const scope = scopeOf(callerOf(call.judgement));
    return refusing(async () => {
      const keys = await listKeys(directory, { ...scope, limit: count, ...(after !== undefined && { after }) });
      const next = keys.length < count ? undefined : keys.at(-1)?.id;
      const now = directory.clock();
      return jsonAnswer(200, {
        apikeys: keys.map((key) => apiKeyView(key, now)),
        ...(next !== undefined && { next }),
      });
    });
  };
}

/** `GET /apikeys/{id}`. */
export const readApiKeyHandler =
  ({ directory }: ApiKeyPorts): OwnHandler =>
  (call) =>
    refusing(async () => {
      const key = await getKey(directory, idOf(call), scopeOf(callerOf(call.judgement)));
      return jsonAnswer(200, apiKeyView(key, directory.clock()));
    });

/** `PATCH /apikeys/{id}`: renames or narrows. */
export function updateApiKeyHandler({ directory }: ApiKeyPorts): OwnHandler {
  const validate = validatorOf(ApiKeyChange);
  return (call) => {
    const self = callerOf(call.judgement);
    const body = readBody(validate, call);
    if ("code" in body) return body;
    const { expiresAt, ...change } = body.value;
    const end = readTime("expiresAt", expiresAt);
    if ("code" in end) return end;
    return refusing(async () => {
      const input = { ...change, ...(end.time !== undefined && { expiresAt: end.time }) };
      const made = { ...directory, requestId: self.requestId };
      const key = await updateKey(made, self.actor, idOf(call), input, scopeOf(self));
      return jsonAnswer(200, apiKeyView(key, directory.clock()));
    });
  };
}

/** `DELETE /apikeys/{id}`: revokes. */
export const deleteApiKeyHandler =
  ({ directory }: ApiKeyPorts): OwnHandler =>
  (call) => {
    const self = callerOf(call.judgement);
    return refusing(async () => {
      const made = { ...directory, requestId: self.requestId };
      await revokeKey(made, self.actor, idOf(call), "revoked through self-service", scopeOf(self));
      return emptyAnswer(204);
    });
  };

const idOf = ({ parameters }: OwnCall): string => parameters.get("id") ?? "";

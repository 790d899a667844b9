import type { KeyOwner, NewKey } from "@clavis/directory";
import { list, type Members, members, optionalNumber, optionalText, text, texts } from "./reading.ts";
import { readRestrictions } from "./written-restrictions.ts";

/** One thing that became of a key. */
export type Step = { readonly revoke: string } | { readonly enable: boolean } | { readonly rotate: number };

export interface WrittenKey {
  readonly input: NewKey;
  /** The user who makes it; the operator where nobody is named. */
  readonly by: string | undefined;
  /** In order; `at` in seconds from the moment of the cases. */
  readonly then: readonly { readonly at: number; readonly step: Step }[];
}

const keyMembers = [
  ...["by", "account", "application", "environment", "rights", "notBefore", "expiresAt", "restrictions"],
  "then",
];

export const readKeys = (value: unknown, moment: number): WrittenKey[] =>
  Object.entries((value ?? {}) as Members).map(([name, item]) => {
    const key = members(item, name, keyMembers);
    const then = list(key["then"], name).map((step) => readStep(step, name));
    return { input: readInput(name, key, moment), by: optionalText(key["by"], name), then };
  });

function readInput(name: string, key: Members, moment: number): NewKey {
  const notBefore = optionalNumber(key["notBefore"], name);
  const expiresAt = optionalNumber(key["expiresAt"], name);
  const restrictions = readRestrictions(key["restrictions"], name, moment);
  return {
    name,
    owner: readOwner(name, key),
    environment: optionalText(key["environment"], name) ?? "production",
    ...(restrictions && { restrictions }),
    ...(key["rights"] !== undefined && { rights: texts(key["rights"], name) }),
    ...(notBefore !== undefined && { notBefore: moment + notBefore * 1000 }),
    ...(expiresAt !== undefined && { expiresAt: moment + expiresAt * 1000 }),
  };
}

function readOwner(name: string, { account, application }: Members): KeyOwner {
  return application === undefined
    ? { kind: "account", number: optionalText(account, name) ?? "CKLANT001" }
    : { kind: "application", id: text(application, name) };
}

function readStep(value: unknown, name: string): { at: number; step: Step } {
  const { at, revoke, enable, rotate } = members(value, name, ["at", "revoke", "enable", "rotate"]);
  const when = optionalNumber(at, name) ?? 0;
  if (revoke !== undefined) return { at: when, step: { revoke: text(revoke, name) } };
  if (enable !== undefined) return { at: when, step: { enable: enable === true } };
  return { at: when, step: { rotate: Number(rotate) } };
}

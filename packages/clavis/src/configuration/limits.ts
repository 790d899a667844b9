import type { PolicyLimit } from "@clavis/core";
import type { Findings } from "../description/findings.ts";
import { isObject, type Located, member } from "../description/located.ts";
import type { Configuration } from "./configuration.ts";
import { parseQuota, parseRate } from "./rate-text.ts";
import { type CallLimitMembers, limitsSchema } from "./schema/limits.ts";
import { readSection } from "./section.ts";

/** Undefined where something is wrong; then it is among the findings. That its operations exist is not checked here. */
export function readLimits(at: Located, findings: Findings): Configuration["limits"] | undefined {
  const members = readSection(limitsSchema, { ...at, value: expandLimits(at.value) }, findings);
  if (members === undefined) return undefined;
  checkNames(members.rates, member(at, "rates"), findings);
  const rates = members.rates.map((limit, index) => {
    checkLimit(limit, { pointer: `${at.pointer}/rates/${index}` }, findings);
    return limitOf(limit);
  });
  return { ...members, rates };
}

/** Texts stand for rates and quotas. What can not be read stays a text, which the schema then refuses. */
export function expandRates(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { rate, quota } = value;
  return {
    ...value,
    ...(typeof rate === "string" ? { rate: parseRate(rate) ?? rate } : {}),
    ...(typeof quota === "string" ? { quota: parseQuota(quota) ?? quota } : {}),
  };
}

const expandLimits = (value: unknown): unknown =>
  isObject(value) && Array.isArray(value["rates"]) ? { ...value, rates: value["rates"].map(expandRates) } : value;

function checkNames(limits: readonly CallLimitMembers[], at: Located, findings: Findings): void {
  const seen = new Set<string>();
  for (const [index, { name }] of limits.entries()) {
    if (seen.has(name)) findings.add({ pointer: `${at.pointer}/${index}/name` }, `"${name}" stands here twice`);
    seen.add(name);
  }
}

function checkLimit({ per, rate, quota }: CallLimitMembers, at: Pick<Located, "pointer">, findings: Findings): void {
  if ((rate === undefined) === (quota === undefined)) findings.add(at, "needs one of rate and quota");
  if (rate?.burst !== undefined && rate.burst > rate.limit)
    findings.add({ pointer: `${at.pointer}/rate/burst` }, "must not be more than limit");
  if (per === "address" && quota !== undefined)
    findings.add(
      { pointer: `${at.pointer}/quota` },
      "addresses have no quota, which is kept on disk: anyone could fill it. Use a rate",
    );
}

const limitOf = ({ name, per, rate, quota, operations, shadow }: CallLimitMembers): PolicyLimit => ({
  name,
  per,
  rate: rate && { ...rate, ...(shadow && { shadow }) },
  quota: quota && { ...quota, ...(shadow && { shadow }) },
  operations: operations && new Set(operations),
});

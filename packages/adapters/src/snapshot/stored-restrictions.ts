import { type Network, NetworkSet, parseNetwork, type Rate } from "@clavis/core";
import { parsedJson } from "./parsed-json.ts";

/** What narrows a key, ready for the decision. */
export interface Restrictions {
  readonly networks: NetworkSet | undefined;
  readonly rate: Rate | undefined;
  /** False for restrictions that can not be carried out here, such as those of a later release: the key stays shut. */
  readonly executable: boolean;
}

const shut: Restrictions = { networks: undefined, rate: undefined, executable: false };
const members: ReadonlySet<string> = new Set(["networks", "rate"]);

/** Compiles stored restrictions, a JSON object. Whatever it does not know in them makes them not executable. */
export function compileRestrictions(json: string): Restrictions {
  const object = objectOf(parsedJson(json));
  if (object === undefined || Object.keys(object).some((name) => !members.has(name))) return shut;
  const { networks, rate } = object;
  const set = networks === undefined ? undefined : networkSetOf(networks);
  const pace = rate === undefined ? undefined : rateOf(rate);
  if ((networks !== undefined && set === undefined) || (rate !== undefined && pace === undefined)) return shut;
  return { networks: set, rate: pace, executable: true };
}

function networkSetOf(value: unknown): NetworkSet | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const networks = value.flatMap((text) => networkOf(text));
  return networks.length === value.length ? new NetworkSet(networks) : undefined;
}

function networkOf(text: unknown): readonly Network[] {
  const network = typeof text === "string" ? parseNetwork(text) : undefined;
  return network === undefined || "problem" in network ? [] : [network];
}

function rateOf(value: unknown): Rate | undefined {
  const object = objectOf(value);
  if (object === undefined || Object.keys(object).length !== 2) return undefined;
  const { limit, seconds } = object;
  return isCount(limit) && isCount(seconds) ? { limit, seconds } : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** An object by its members, as far as they are asked for here. */
interface Members {
  readonly networks?: unknown;
  readonly rate?: unknown;
  readonly limit?: unknown;
  readonly seconds?: unknown;
}

const objectOf = (value: unknown): Members | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;

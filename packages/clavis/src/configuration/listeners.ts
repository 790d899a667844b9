import { resolve } from "node:path";
import type { TlsFiles } from "@clavis/doors";
import type { Static } from "typebox";
import type { Findings } from "../description/findings.ts";
import { isObject, type Located, member } from "../description/located.ts";
import type { Configuration, Listener } from "./configuration.ts";
import { hostText, type ListenAddress, parseListenAddress } from "./listen-address.ts";
import { configurationSchema } from "./schema.ts";
import { readSection } from "./section.ts";

const schema = configurationSchema.properties.listeners;
type Members = Static<typeof schema>;

/** Addresses that win over the file's, already read. */
export interface ListenerOverrides {
  readonly public: ListenAddress | undefined;
  readonly private: ListenAddress | undefined;
}

/**
 * Reads the three listeners. Beyond loopback the public one without TLS is worth a warning, the private one without TLS
 * is refused, and so is the decision API whatever it has: who reaches it may ask about anyone.
 */
export function readListeners(
  at: Located,
  folder: string,
  overrides: ListenerOverrides,
  findings: Findings,
  warnings: Findings,
): Configuration["listeners"] | undefined {
  const members = readSection(schema, { ...at, value: expand(at.value) }, findings);
  if (members === undefined) return undefined;
  const places = { public: member(at, "public"), private: member(at, "private"), authz: member(at, "authz") };
  const open = listenerOf(members.public, overrides.public, places.public, folder, findings);
  const inner = listenerOf(members.private, overrides.private, places.private, folder, findings);
  const authz =
    members.authz === undefined ? undefined : listenerOf(members.authz, undefined, places.authz, folder, findings);
  if (open === undefined || inner === undefined) return undefined;
  if (isExposed(open)) warnings.add(places.public, "listens beyond this machine without TLS: keys travel in clear");
  if (isExposed(inner)) findings.add(places.private, "listens beyond this machine: that needs tls: {cert, key}");
  if (authz?.address.kind === "tcp" && !authz.address.loopback)
    findings.add(places.authz, "must listen on a loopback address or a Unix socket");
  checkDistinct([open, inner, authz], places.private, findings);
  return { public: { ...open, hosts: undefined }, private: inner, authz };
}

/** A text stands for `{address: text}`, and `off` for no decision API. */
function expand(value: unknown): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([name, entry]) => name !== "authz" || entry !== "off");
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, typeof entry === "string" ? { address: entry } : entry]),
  );
}

type Entry = Members["public"] & { hosts?: string[] };

function listenerOf(
  entry: Entry,
  override: ListenAddress | undefined,
  at: Located,
  folder: string,
  findings: Findings,
): Listener | undefined {
  const address = override ?? parseListenAddress(entry.address);
  if (address === undefined) {
    findings.add(
      member(at, "address"),
      "must be an address such as 127.0.0.1:8080, [::1]:8080 or unix:/run/clavis.sock",
    );
    return undefined;
  }
  return { address, hosts: new Set(entry.hosts ?? ownHosts(address)), tls: tlsOf(entry.tls, folder) };
}

const ownHosts = (address: ListenAddress): string[] =>
  address.kind === "unix" ? ["localhost"] : ["localhost", hostText(address.host)];

const tlsOf = (tls: TlsFiles | undefined, folder: string): TlsFiles | undefined =>
  tls === undefined ? undefined : { cert: resolve(folder, tls.cert), key: resolve(folder, tls.key) };

const isExposed = ({ address, tls }: Listener): boolean =>
  address.kind === "tcp" && !address.loopback && tls === undefined;

function checkDistinct(listeners: readonly (Listener | undefined)[], at: Located, findings: Findings): void {
  const bound = listeners.flatMap((listener) => (listener === undefined ? [] : [boundTo(listener.address)]));
  const fixed = bound.filter((text) => !text.endsWith(":0"));
  if (new Set(fixed).size < fixed.length) findings.add(at, "two listeners can not have the same address");
}

const boundTo = (address: ListenAddress): string =>
  address.kind === "unix" ? address.path : `${hostText(address.host)}:${address.port}`;

/** Where the public listener is found when the configuration does not say so. */
export function originOf({ address, tls }: Listener): string {
  if (address.kind === "unix") return "http://localhost";
  const host = address.host === "0.0.0.0" || address.host === "::" ? "localhost" : hostText(address.host);
  return `${tls === undefined ? "http" : "https"}://${host}:${address.port}`;
}

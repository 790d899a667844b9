import type { Environment, Policy } from "../kernel/policy.ts";
import type { ListenerName } from "../kernel/raw-request.ts";

const withoutPort = (host: string): string => {
  const colon = host.lastIndexOf(":");
  return colon < 0 || host.endsWith("]") ? host : host.slice(0, colon);
};

export type HostAnswer =
  | { readonly known: true; readonly environment: Environment | undefined }
  | { readonly known: false };

const unknown: HostAnswer = { known: false };

/**
 * Which environment a lower-case host belongs to. On the public listener the environment that lists the host with its
 * port, else without, else the one that lists none; the other listeners have no environment and only check their own list.
 */
export function environmentOf(policy: Policy, listener: ListenerName, host: string): HostAnswer {
  const bare = withoutPort(host);
  const own = policy.surfaces[listener].hosts;
  if (own !== undefined) return own.has(host) || own.has(bare) ? { known: true, environment: undefined } : unknown;
  const environment = listing(policy, host) ?? listing(policy, bare) ?? unlisted(policy);
  return environment === undefined ? unknown : { known: true, environment };
}

const listing = ({ environments }: Policy, host: string): Environment | undefined =>
  environments.find(({ hosts }) => hosts.includes(host));

const unlisted = ({ environments }: Policy): Environment | undefined =>
  environments.find(({ hosts }) => hosts.length === 0);

import type { LoginPorts, SessionPorts, TokenPorts } from "@clavis/control";
import type { Configuration } from "../configuration/configuration.ts";
import type { Engine } from "./engine.ts";

/** What signing in and out works with. TypeError where no scheme carries sessions. */
export function signingInPorts(configuration: Configuration, engine: Engine): LoginPorts & SessionPorts {
  const { sessions: settings, legacy, insecure } = configuration;
  if (settings === undefined) throw new TypeError("sessions are served and nothing is said of them");
  const { directory, snapshot, calls, provePassword } = engine;
  return {
    directory,
    sessions: calls.sessions,
    snapshot,
    provePassword,
    cookie: settings.cookie,
    login: settings.login,
    legacy,
    sha1WithoutTls: insecure.sha1LoginWithoutTls,
  };
}

/** What making, refreshing and revoking tokens works with. */
export function tokenPorts({ environments, formatSuffix }: Configuration, engine: Engine): TokenPorts {
  const { directory, snapshot, calls, tokens } = engine;
  return {
    directory,
    snapshot,
    accessTokens: tokens.issuer,
    families: calls.families,
    revocations: calls.revocations,
    reader: tokens.reader,
    sessions: calls.sessions,
    terms: new Map(environments.map(({ name, tokens: terms }) => [name, terms])),
    formatSuffix,
    keySet: (environment, time) => tokens.ring.jwks(environment, "token", time),
  };
}

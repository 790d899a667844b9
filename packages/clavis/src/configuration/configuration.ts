import type { ForeignIssuer } from "@clavis/adapters";
import type { AccountForm, Environment, FormatSuffix, NetworkSet, PolicyLimit, Scheme } from "@clavis/core";
import type { SessionLifetime } from "@clavis/directory";
import type { TlsFiles } from "@clavis/doors";
import type { Description } from "../description/description.ts";
import type { ListenAddress } from "./listen-address.ts";
import type { SessionSettings } from "./session-settings.ts";
import type { AssertionSettings, TokenSettings } from "./token-settings.ts";
import type { Insecure, Legacy } from "./weakenings.ts";

/** An environment and where its allowed calls go. `upstream` is an origin. */
export interface ServedEnvironment extends Environment {
  readonly upstream: string;
  /** Origins by name, for operations that name another. */
  readonly upstreams: ReadonlyMap<string, string>;
  readonly preserveHost: boolean;
  readonly sessions: SessionLifetime;
  readonly tokens: TokenSettings;
  /** Undefined for none. */
  readonly assertion: AssertionSettings | undefined;
}

export interface Listener {
  readonly address: ListenAddress;
  /** Accepted hosts; undefined on the public listener, where the environments' hosts decide. */
  readonly hosts: ReadonlySet<string> | undefined;
  /** Absolute paths. */
  readonly tls: TlsFiles | undefined;
}

/** clavis.yaml, checked, defaults filled in, paths absolute, durations in milliseconds. Holds no secret. */
export interface Configuration {
  readonly file: string;
  /** Exactly one is primary. */
  readonly environments: readonly ServedEnvironment[];
  readonly keyPrefix: string;
  readonly accountForm: AccountForm;
  /** `minLength` in code points; `blockList` an absolute path. */
  readonly passwords: { readonly minLength: number; readonly blockList: string | undefined };
  readonly listeners: {
    readonly public: Listener;
    readonly private: Listener;
    readonly authz: Listener | undefined;
  };
  readonly trustedProxies: NetworkSet;
  /** An origin without a trailing slash. */
  readonly publicOrigin: string;
  readonly limits: {
    readonly bodyBytes: number;
    readonly headerBytes: number;
    readonly inFlight: number;
    /** To each upstream. */
    readonly connections: number;
    /** Of clients, to each listener. */
    readonly clientConnections: number;
    readonly rates: readonly PolicyLimit[];
  };
  readonly timeouts: {
    readonly connect: number;
    readonly answer: number;
    readonly headers: number;
    readonly request: number;
    readonly idle: number;
    readonly keepAlive: number;
  };
  readonly log: {
    readonly mode: "bounded" | "strict";
    readonly keepDays: number;
    /** Undefined where only the days count. */
    readonly maxBytes: number | undefined;
    /** Lower-case. */
    readonly headers: readonly string[];
  };
  readonly dataDirectory: string;
  readonly shutdownGrace: number;
  readonly legacy: Legacy;
  readonly insecure: Insecure;
  /** The kinds that users may have; undefined for any. */
  readonly userKinds: readonly string[] | undefined;
  /** Undefined where no scheme carries sessions: then nobody can sign in for one. */
  readonly sessions: SessionSettings | undefined;
  readonly issuers: readonly ForeignIssuer[];
  /** A MaxMind DB file. */
  readonly geoDatabase: string | undefined;
  /** Where customers' own operations lie, without a trailing slash; undefined where there are none. */
  readonly selfService: { readonly basePath: string } | undefined;
  /** directory.yaml. */
  readonly directoryFile: string | undefined;
  readonly api: Api;
  readonly formatSuffix: FormatSuffix | undefined;
}

/** What is behind the door: a description, or everything below a base path. */
export type Api =
  | { readonly kind: "described"; readonly file: string; readonly description: Description }
  | { readonly kind: "undescribed"; readonly basePath: string; readonly schemes: readonly Scheme[] };

export const schemesOf = (api: Api): readonly Scheme[] =>
  api.kind === "described" ? api.description.schemes : api.schemes;

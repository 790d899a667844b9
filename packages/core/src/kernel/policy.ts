import type { NetworkSet } from "./network.ts";
import type { Scheme } from "./operation.ts";
import type { OperationTable } from "./operation-table.ts";
import type { ListenerName } from "./raw-request.ts";
import type { Quota, Rate } from "./restriction.ts";

/** Cross-origin rules of an environment: exact origins, compared byte for byte. */
export interface Cors {
  readonly origins: ReadonlySet<string>;
  readonly credentials: boolean;
  /** Response headers scripts may read, beside the safelisted ones. */
  readonly exposed: readonly string[];
  readonly allowedHeaders: readonly string[];
  /** Seconds a preflight may be cached. */
  readonly maxAge: number;
}

export interface Environment {
  readonly name: string;
  readonly primary: boolean;
  /** Exact lower-case hosts, with a port where one is written. Empty = the environment of every other host. */
  readonly hosts: readonly string[];
  /** The tag in its keys: `live`, `test`. */
  readonly keyTag: string;
  /** `none`: 401 becomes 403 without a challenge (SECURITY LEG-04). */
  readonly challenge: "standard" | "none";
  readonly cors: Cors | undefined;
  /** Exact origins whose pages may change state with a cookie, beside the origin that is called (DESIGN 5.4). */
  readonly origins: ReadonlySet<string>;
}

/** A limit of the configuration, which holds for whoever calls. One of `rate` and `quota`. */
export interface PolicyLimit {
  readonly name: string;
  /**
   * In what it counts; where a call has none of it, the limit does not concern it. Of `credential`: a key with its tokens,
   * a session, the user of a password, the key of an application that calls alone.
   */
  readonly per: "credential" | "account" | "application" | "user" | "operation" | "address";
  readonly rate: Rate | undefined;
  readonly quota: Quota | undefined;
  /** operationIds it is about; every one where undefined. */
  readonly operations: ReadonlySet<string> | undefined;
}

/** A suffix that says in which format an answer is wanted: it is no part of the path that is judged. */
export interface FormatSuffix {
  /** `.json` */
  readonly text: string;
  /** Whether the upstream sees it. */
  readonly forwarded: boolean;
}

/** What one listener serves: its hosts, its operations and the schemes they name. */
export interface Surface {
  /** Accepted hosts; undefined where the environments' hosts decide (public). */
  readonly hosts: ReadonlySet<string> | undefined;
  readonly operations: OperationTable;
  readonly schemes: readonly Scheme[];
}

/** Everything the decision knows from configuration. Made once at start, replaced as a whole on reload. */
export interface Policy {
  readonly environments: readonly Environment[];
  readonly surfaces: Readonly<Record<ListenerName, Surface>>;
  /** Peers whose forwarded headers count. */
  readonly trustedProxies: NetworkSet;
  /** The form of our own API keys. */
  readonly keyPrefix: string;
  /** A whole account number. */
  readonly accountForm: AccountForm;
  /** `<public origin>/.clavis/errors/`: the code is appended for a problem's `type`. */
  readonly errorBase: string;
  /** Lower-case request headers a record may keep. */
  readonly recordedHeaders: readonly string[];
  readonly limits: readonly PolicyLimit[];
  readonly formatSuffix: FormatSuffix | undefined;
}

/** A prefix and so many characters of one class. */
export interface AccountForm {
  readonly prefix: string;
  readonly characters: "A-Z0-9" | "a-z0-9" | "A-Za-z0-9" | "0-9";
  readonly length: number;
}

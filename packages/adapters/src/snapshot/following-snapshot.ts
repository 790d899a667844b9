import {
  type AccountRecord,
  type ApplicationRecord,
  type EpochKind,
  epochKinds,
  type KeyRecord,
  type LinkRecord,
  type LockKind,
  lockKinds,
  type Snapshot,
  StoreUnavailable,
  type UserRecord,
} from "@clavis/core";
import { canonicalEmail, type ObjectKind } from "@clavis/directory";
import type { KeyDigester } from "../secret-key/key-digester.ts";
import { DirectoryImage } from "./directory-image.ts";
import type { SnapshotSource, SourceChange, SourceMoment } from "./snapshot-source.ts";

const defaultMaxAge = 15 * 60 * 1000;

export interface SnapshotOptions {
  readonly digester: KeyDigester;
  /** For how many milliseconds decisions go on when the store can not be read; 15 minutes. */
  readonly maxAge?: number;
  /** Milliseconds that only go forward. */
  readonly clock?: () => number;
  /** Told why the store can not be read, once until it can be read again. Must not throw. */
  readonly onProblem?: (cause: unknown) => void;
}

/**
 * The directory in memory, following its store: every look-up first takes in what was committed since. Where the store
 * can not be read, look-ups go on with what is known until that is older than `maxAge`, and then throw core's
 * StoreUnavailable.
 */
export class FollowingSnapshot implements Snapshot {
  readonly #source: SnapshotSource;
  readonly #image = new DirectoryImage();
  readonly #digester: KeyDigester;
  readonly #maxAge: number;
  readonly #clock: () => number;
  readonly #onProblem: (cause: unknown) => void;
  readonly #listeners = new Set<(revision: number) => void>();
  #revision = 0;
  /** False from the start of a full load to its end. */
  #whole = false;
  #readAt: number;
  #failure: { readonly cause: unknown } | undefined;

  /** Loads everything. StoreUnavailable when the store can not be read; the source is then closed. */
  constructor(source: SnapshotSource, options: SnapshotOptions) {
    this.#source = source;
    this.#digester = options.digester;
    this.#maxAge = options.maxAge ?? defaultMaxAge;
    this.#clock = options.clock ?? (() => performance.now());
    this.#readAt = this.#clock();
    this.#onProblem = options.onProblem ?? (() => {});
    this.catchUp();
    if (this.#failure === undefined) return;
    this.#source.close();
    throw unavailable(this.#failure.cause);
  }

  /** The revision of the last change taken in. */
  get revision(): number {
    return this.#revision;
  }

  /** Milliseconds since the store was last read without failure. */
  get age(): number {
    return this.#clock() - this.#readAt;
  }

  findKey(secret: string): KeyRecord | undefined {
    this.#follow();
    return this.#image.findKey(this.#digester.digest(secret));
  }

  findKeyById(id: string): KeyRecord | undefined {
    this.#follow();
    return this.#image.findKeyById(id);
  }

  findAccount(number: string): AccountRecord | undefined {
    this.#follow();
    return this.#image.findAccount(number);
  }

  findApplication(id: string): ApplicationRecord | undefined {
    this.#follow();
    return this.#image.findApplication(id);
  }

  findUser(email: string): UserRecord | undefined {
    this.#follow();
    return this.#image.findUser(canonicalEmail(email));
  }

  findUserById(id: string): UserRecord | undefined {
    this.#follow();
    return this.#image.findUserById(id);
  }

  findUserByExternalId(externalId: string): UserRecord | undefined {
    this.#follow();
    return this.#image.findUserByExternalId(externalId);
  }

  hasLink(id: string): boolean {
    this.#follow();
    return this.#image.hasLink(id);
  }

  findChain(from: string, to: string): readonly LinkRecord[] | undefined {
    this.#follow();
    return this.#image.findChain(from, to);
  }

  isLocked(kind: LockKind, id: string): boolean {
    this.#follow();
    return this.#image.isLocked(kind, id);
  }

  epochOf(kind: EpochKind, id: string): number {
    this.#follow();
    return this.#image.epochOf(kind, id);
  }

  /**
   * Takes in what was committed up to now and gives the revision known then. To be called after a commit in this
   * process, and from time to time where open streams must end without a request coming in. Never throws.
   */
  catchUp(): number {
    if (this.#readNews()) for (const listener of this.#listeners) listener(this.#revision);
    return this.#revision;
  }

  /**
   * `catchUp` that also notices when another file was put in the store's place: then the store counts as unreadable.
   * To be called a few times a second. Never throws.
   */
  examine(): number {
    this.#source.examine();
    return this.catchUp();
  }

  /**
   * `listener` is called with the revision whenever something was taken in, also what no revision explains, and must not
   * throw. Gives the way to end that.
   */
  onChange(listener: (revision: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#source.close();
  }

  #follow(): void {
    if (this.#source.isDue()) this.catchUp();
    if (this.#failure !== undefined && this.age > this.#maxAge) throw unavailable(this.#failure.cause);
  }

  /** True when something was taken in. */
  #readNews(): boolean {
    try {
      const news = !this.#whole || this.#source.hasChanged();
      if (news) this.#takeIn();
      this.#readAt = this.#clock();
      this.#failure = undefined;
      return news;
    } catch (cause) {
      if (this.#failure === undefined) this.#onProblem(cause);
      this.#failure = { cause };
      return false;
    }
  }

  #takeIn(): void {
    this.#revision = this.#source.read(this.#image, (moment) => {
      const changes = this.#whole ? moment.changesAfter(this.#revision) : [];
      if (this.#leadTo(moment.revision, changes)) this.#refresh(moment, changes);
      else this.#load(moment);
      return moment.revision;
    });
  }

  /** True when the changes are gapless up to the revision and all understood. Nothing new is not: something changed. */
  #leadTo(revision: number, changes: readonly SourceChange[]): boolean {
    if (changes.length === 0 || changes.length !== revision - this.#revision) return false;
    return changes.every((change, at) => change.revision === this.#revision + at + 1 && isUnderstood(change));
  }

  #refresh(moment: SourceMoment, changes: readonly SourceChange[]): void {
    const ids = Map.groupBy(changes, ({ kind }) => kind);
    const idsOf = (kind: string): readonly string[] => [...new Set(ids.get(kind)?.map(({ id }) => id))];
    // Who gets or loses a role is a change of the user: a change of the role is one of those who had it already.
    const members = idsOf("role").flatMap((role) => this.#image.holdersOf(role));
    for (const number of idsOf("account")) moment.refreshAccount(number);
    for (const id of idsOf("application")) moment.refreshApplication(id);
    for (const id of new Set([...members, ...idsOf("user")])) moment.refreshUser(id);
    for (const id of idsOf("link")) moment.refreshLink(id);
    for (const id of idsOf("key")) moment.refreshKey(id);
    // Whatever the change was said to be, it may have been this.
    for (const kind of lockKinds) for (const id of idsOf(kind)) moment.refreshLock(kind, id);
    for (const kind of epochKinds) for (const id of idsOf(kind)) moment.refreshEpoch(kind, id);
  }

  #load(moment: SourceMoment): void {
    this.#whole = false;
    this.#image.replace((changes) => moment.fill(changes));
    this.#whole = true;
  }
}

/** The kinds whose changes are taken in, or touch nothing here. After one of another kind everything is loaded anew. */
const understood: Readonly<Record<ObjectKind, true>> = {
  account: true,
  application: true,
  environment: true,
  key: true,
  link: true,
  role: true,
  sessions: true,
  "signing-key": true,
  user: true,
};
const isUnderstood = ({ kind }: SourceChange): boolean => Object.hasOwn(understood, kind);

const unavailable = (cause: unknown): StoreUnavailable =>
  new StoreUnavailable("the directory can not be read", { cause });

import {
  createAccount,
  createApplication,
  createKey,
  createRole,
  createUser,
  type KeyOwner,
  openSession,
  type RestrictionSpec,
  type TokenOrder,
} from "@clavis/directory";
import type { World } from "./world.ts";

const actor = "local:cases";
const password = "een wachtwoord voor iedereen";

/** What can be narrowed. An application's key and an API key are both keys. */
export const holderKinds = ["key", "token", "applicationKey", "application", "account", "role"] as const;
export type HolderKind = (typeof holderKinds)[number];
export type Narrow = { readonly [kind in HolderKind]?: RestrictionSpec };

interface MadeKey {
  readonly id: string;
  readonly secret: string;
}

export interface MadeUser {
  readonly id: string;
  readonly email: string;
  readonly account: string;
}

/** Makes what callers consist of while a world is open: each thing is new and may do everything. */
export class Bench {
  readonly #world: World;
  #made = 0;

  constructor(world: World) {
    this.#world = world;
  }

  async account({ account: restrictions }: Narrow): Promise<string> {
    const { number } = await createAccount(this.#directory, actor, { name: "Made", ...given(restrictions) });
    return number;
  }

  async application({ application: restrictions }: Narrow): Promise<string> {
    const id = `made-${++this.#made}`;
    await createApplication(this.#directory, actor, { id, ...given(restrictions) });
    return id;
  }

  key = (account: string, { key }: Narrow): Promise<MadeKey> => this.#key({ kind: "account", number: account }, key);

  applicationKey = (id: string, { applicationKey }: Narrow): Promise<MadeKey> =>
    this.#key({ kind: "application", id }, applicationKey);

  /** Member of a new account, which is the main one. */
  async user(narrow: Narrow): Promise<MadeUser> {
    const account = await this.account(narrow);
    const name = `made-${++this.#made}`;
    await createRole(this.#directory, actor, { name, rights: ["*"], ...given(narrow.role) });
    const email = `${name}@example.org`;
    const memberships = { [account]: [name] };
    const input = { email, name, initialPassword: password, mainAccount: account, memberships };
    const { id } = await createUser(this.#directory, actor, input);
    return { id, email, account };
  }

  basic = ({ email }: MadeUser): readonly string[] => [
    "Authorization",
    `Basic ${Buffer.from(`${email}:${password}`).toString("base64")}`,
  ];

  session(
    { id: user }: MadeUser,
    application: string | undefined,
  ): Promise<{ session: { id: string }; secret: string }> {
    const { snapshot, calls } = this.#world.engine;
    const epochs = {
      user: snapshot.epochOf("user", user),
      environment: snapshot.epochOf("environment", "production"),
      ...(application !== undefined && { application: snapshot.epochOf("application", application) }),
    };
    const login = { environment: "production", user, application, address: undefined, presented: [], epochs };
    return openSession(calls.sessions, login);
  }

  token(order: Pick<TokenOrder, "subject" | "account"> & Partial<TokenOrder>): { id: string; token: string } {
    const usual = { environment: "production", rights: ["*"], lifetime: 900, oneTime: false };
    const none = { application: undefined, restrictions: undefined, session: undefined, bound: undefined };
    return this.#world.engine.tokens.issuer.issue({ ...usual, ...none, ...order });
  }

  async #key(owner: KeyOwner, restrictions: RestrictionSpec | undefined): Promise<MadeKey> {
    const input = { owner, environment: "production", name: "Made", ...given(restrictions) };
    const { key, secret } = await createKey(this.#directory, actor, input);
    return { id: key.id, secret };
  }

  get #directory() {
    return this.#world.engine.directory;
  }
}

const given = (restrictions: RestrictionSpec | undefined): { restrictions?: RestrictionSpec } =>
  restrictions === undefined ? {} : { restrictions };

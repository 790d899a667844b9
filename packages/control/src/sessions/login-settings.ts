/** How users sign in, and what they are answered. */
export interface LoginSettings {
  /** At least one; no parameter and no kind stands in two of them. */
  readonly credentials: readonly LoginCredentials[];
  /** By kind of user; others get Clavis's own answer. */
  readonly answers: ReadonlyMap<string, LoginAnswer>;
  /** Of those kinds: the status, and what `errorMember` says. Others get a problem document. */
  readonly failure: { readonly status: number; readonly error: string };
}

/** The parameters by which users of a kind (undefined: of any) sign in. */
export interface LoginCredentials {
  readonly kind: string | undefined;
  readonly identifier: string;
  readonly password: string;
}

/** `{"<wrap>": {fields}, "<errorMember>": null}`; the fields alone where there is no `wrap`. */
export interface LoginAnswer {
  readonly wrap: string | undefined;
  readonly errorMember: string | undefined;
  readonly fields: readonly LoginField[];
  readonly headers: ReadonlyMap<string, string>;
}

export interface LoginField {
  readonly name: string;
  readonly from: LoginSource;
  /** `datetime` is `YYYY-MM-DD HH:MM:SS` in UTC. */
  readonly format: "text" | "integer" | "datetime";
}

export const plainSources = ["createdAt", "updatedAt", "email", "id", "externalId", "name"] as const;
export type LoginSource =
  | { readonly kind: (typeof plainSources)[number] }
  | { readonly kind: "attribute"; readonly name: string };

import type { CredentialKind, Scheme } from "@clavis/core";

/** What a scheme can carry, by the words of `x-clavis-credential`. A password is only ever in `http basic`. */
export const credentialWords = ["api-key", "application-key", "session", "one-time", "access-token"] as const;
export type CredentialWord = Exclude<CredentialKind, "password"> & (typeof credentialWords)[number];

/** What `http bearer`, `oauth2` and `openIdConnect` carry where nothing is said (DESIGN 5.2). */
export const bearerWords: readonly CredentialWord[] = ["access-token", "one-time"];

type Carrier = Exclude<Scheme["carrier"], "basic">;

/** In what each kind may stand. A token in a query would end up in logs (SECURITY OAU-15), in a cookie it would act by itself. */
const carriersOf: Readonly<Record<CredentialWord, readonly Carrier[]>> = {
  "api-key": ["header", "query", "cookie", "bearer"],
  "application-key": ["header", "query", "cookie", "bearer"],
  session: ["cookie"],
  "one-time": ["header", "bearer"],
  "access-token": ["header", "bearer"],
};

/** Why a scheme can not carry these kinds there; undefined where it can. */
export function credentialsProblem(words: readonly CredentialWord[], carrier: Carrier): string | undefined {
  if (words.includes("application-key") && words.length > 1)
    return "a scheme carries application keys alone, or none: they say which program calls, all others who";
  const misplaced = words.filter((word) => !carriersOf[word].includes(carrier));
  const first = misplaced[0];
  if (first === undefined) return undefined;
  const reason = carrier === "query" ? ": what is in a query ends up in logs (SECURITY OAU-15)" : "";
  const places = carriersOf[first].map((each) => (each === "cookie" ? "a cookie" : `a ${each}`)).join(" or ");
  return `${misplaced.join(" and ")} can only be carried in ${places}, not in a ${carrier}${reason}`;
}

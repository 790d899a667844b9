import type { SigningDirectory } from "@clavis/directory";
import type { TokenSettings } from "./configuration/token-settings.ts";
import type { OpenDirectory } from "./open-directory.ts";

/** Skew of clocks that verifiers of our tokens are granted, in milliseconds. */
const skew = 60_000;

interface KeyTerms extends Pick<TokenSettings, "lead" | "maxLifetime"> {
  /** Undefined and null for keys that are replaced by command only. */
  readonly rotateEvery: number | undefined | null;
}

/** The directory with the way in which the signing keys of an environment follow one another. */
export function signingDirectory(
  { directory, signingKeys: maker }: Pick<OpenDirectory, "directory" | "signingKeys">,
  { lead, maxLifetime, rotateEvery }: KeyTerms,
): SigningDirectory {
  const times = { lead, overlap: maxLifetime + skew, rotateEvery: rotateEvery ?? undefined };
  return { ...directory, signing: { maker, times } };
}

import type { Directory } from "../directory.ts";
import type { AuditEntry, AuditFacts } from "./audit-entry.ts";
import { canonicalJson } from "./canonical-json.ts";

const saltLength = 16;

/** The bytes an entry's digest covers: its canonical JSON (RFC 8785) as UTF-8, less salt and digest. */
export function canonicalEntry(entry: AuditFacts & { readonly revision: number }): Uint8Array {
  const { revision, time, actor, action, objectKind, objectId, account, requestId, detail } = entry;
  return new TextEncoder().encode(
    canonicalJson({ revision, time, actor, action, objectKind, objectId, account, requestId, detail }),
  );
}

/** Gives an entry its salt and digest: SHA-256(salt || canonical bytes), the leaf of a later RFC 6962 tree. */
export function sealEntry(
  { randomBytes, sha256 }: Pick<Directory, "randomBytes" | "sha256">,
  facts: AuditFacts,
  revision: number,
): AuditEntry {
  const entry = { ...facts, revision };
  const salt = randomBytes(saltLength);
  return { ...entry, salt, digest: leafDigest(sha256, salt, entry) };
}

/** True when the entry is what was sealed. */
export function isSealed(sha256: Directory["sha256"], entry: AuditEntry): boolean {
  const digest = leafDigest(sha256, entry.salt, entry);
  return digest.length === entry.digest.length && digest.every((byte, at) => byte === entry.digest[at]);
}

function leafDigest(
  sha256: Directory["sha256"],
  salt: Uint8Array,
  entry: AuditFacts & { readonly revision: number },
): Uint8Array {
  const content = canonicalEntry(entry);
  const leaf = new Uint8Array(salt.length + content.length);
  leaf.set(salt);
  leaf.set(content, salt.length);
  return sha256(leaf);
}

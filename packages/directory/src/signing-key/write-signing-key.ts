import type { AuditAction } from "../audit/audit-entry.ts";
import { changedMembers } from "../audit/changed-members.ts";
import { recordChange } from "../audit/record-change.ts";
import type { Actor, Directory } from "../directory.ts";
import type { DirectoryChange } from "../store/directory-store.ts";
import { type SigningKey, signingKeyView } from "./signing-key.ts";

/** Appends the audit entry of a new signing key and writes it. */
export async function insertSigningKey(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  key: Omit<SigningKey, "revision">,
): Promise<SigningKey> {
  const detail = { after: signingKeyView(key) };
  const revision = await record(directory, change, actor, "signing-key.create", key.kid, detail);
  const inserted = { ...key, revision };
  await change.insertSigningKey(inserted);
  return inserted;
}

/** Appends the audit entry of a change of its times and writes it. */
export async function writeSigningKey(
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: AuditAction,
  before: SigningKey,
  after: SigningKey,
): Promise<SigningKey> {
  const detail = changedMembers(signingKeyView(before), signingKeyView(after));
  const revision = await record(directory, change, actor, action, before.kid, detail);
  const written = { ...after, revision };
  await change.updateSigningKey(written);
  return written;
}

const record = (
  directory: Directory,
  change: DirectoryChange,
  actor: Actor,
  action: AuditAction,
  objectId: string,
  detail: ReturnType<typeof changedMembers> | { readonly after: ReturnType<typeof signingKeyView> },
): Promise<number> =>
  recordChange(directory, change, {
    actor,
    action,
    objectKind: "signing-key",
    objectId,
    account: undefined,
    detail: { ...detail },
  });

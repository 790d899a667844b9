import type { DirectoryChange } from "@clavis/directory";
import { insertAccount, updateAccount } from "./account-drafts.ts";
import { insertApplication, updateApplication } from "./application-drafts.ts";
import { appendEntry } from "./audit-drafts.ts";
import { addKeyVersion, insertKey, updateKey } from "./key-drafts.ts";
import { insertLink, linksFrom, linksTo, removeLink } from "./link-drafts.ts";
import { insertLock, raiseEpoch, removeLock } from "./lock-drafts.ts";
import type { MemoryDrafts } from "./memory-drafts.ts";
import { nameOf } from "./memory-tables.ts";
import { insertRole, removeRole, updateRole } from "./role-drafts.ts";
import { inOrder, insertSigningKey, updateSigningKey } from "./signing-key-drafts.ts";
import {
  findUserByEmail,
  insertUser,
  insertUserSecret,
  removeUser,
  updateUser,
  useUserSecret,
  withdrawUserSecrets,
} from "./user-drafts.ts";

/** One running change. `drafts` gives what it works on, and throws once the change has ended. */
export const memoryChange = (drafts: () => MemoryDrafts): DirectoryChange => ({
  findAccount: async (number) => drafts().accounts.get(number),
  findApplication: async (id) => drafts().applications.get(id),
  findKey: async (id) => drafts().keys.get(id),
  append: async (seal) => appendEntry(drafts(), seal),
  insertAccount: async (account) => insertAccount(drafts(), account),
  updateAccount: async (account) => updateAccount(drafts(), account),
  insertApplication: async (application) => insertApplication(drafts(), application),
  updateApplication: async (application) => updateApplication(drafts(), application),
  insertKey: async (key, digest) => insertKey(drafts(), key, digest),
  updateKey: async (key) => updateKey(drafts(), key),
  addKeyVersion: async (key, digest) => addKeyVersion(drafts(), key, digest),
  findRole: async (name) => drafts().roles.get(name),
  findUser: async (id) => drafts().users.get(id),
  findUserByEmail: async (email) => findUserByEmail(drafts(), email),
  findLink: async (id) => drafts().links.get(id),
  linksFrom: async (portal) => linksFrom(drafts(), portal),
  linksTo: async (client) => linksTo(drafts(), client),
  insertRole: async (role) => insertRole(drafts(), role),
  updateRole: async (role) => updateRole(drafts(), role),
  removeRole: async (name) => removeRole(drafts(), name),
  insertUser: async (user, hash) => insertUser(drafts(), user, hash),
  updateUser: async (user, hash) => updateUser(drafts(), user, hash),
  removeUser: async (id) => removeUser(drafts(), id),
  insertUserSecret: async (secret) => insertUserSecret(drafts(), secret),
  useUserSecret: async (digest, time) => useUserSecret(drafts(), digest, time),
  withdrawUserSecrets: async (user, purpose, time) => withdrawUserSecrets(drafts(), user, purpose, time),
  insertLink: async (link) => insertLink(drafts(), link),
  removeLink: async (id) => removeLink(drafts(), id),
  findLock: async (target) => drafts().locks.get(nameOf(target)),
  insertLock: async (lock) => insertLock(drafts(), lock),
  removeLock: async (target) => removeLock(drafts(), target),
  raiseEpoch: async (kind, id) => raiseEpoch(drafts(), kind, id),
  listSigningKeys: async () => inOrder(drafts().signingKeys.values()),
  insertSigningKey: async (key) => insertSigningKey(drafts(), key),
  updateSigningKey: async (key) => updateSigningKey(drafts(), key),
});

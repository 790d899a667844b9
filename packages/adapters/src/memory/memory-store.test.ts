import { testAccountOperations } from "../conformance/account-operations.ts";
import { testAmendments } from "../conformance/amendments.ts";
import { testApplications } from "../conformance/application-operations.ts";
import { testPeople } from "../conformance/directory-people.ts";
import { testPrograms } from "../conformance/directory-programs.ts";
import { testChanges, testRows } from "../conformance/directory-store.ts";
import { testCallersKeys, testRolesAndLinks, testWholeDocument } from "../conformance/granting.ts";
import { testKeyChanges, testKeyCreation } from "../conformance/key-operations.ts";
import { testLocks } from "../conformance/lock-operations.ts";
import { testPasswordForms } from "../conformance/password-forms.ts";
import { testKeyBounds, testRestrictions } from "../conformance/restriction-operations.ts";
import { testUserEnds } from "../conformance/user-ends.ts";
import { testUserImport } from "../conformance/user-import.ts";
import { testPasswords, testUsers } from "../conformance/user-operations.ts";
import { MemoryStore } from "./memory-store.ts";

const open = async (): Promise<MemoryStore> => new MemoryStore();

const suites = [
  ...[
    testChanges,
    testRows,
    testPeople,
    testPrograms,
    testAccountOperations,
    testApplications,
    testKeyCreation,
    testKeyChanges,
  ],
  ...[testRestrictions, testKeyBounds, testAmendments, testLocks],
  ...[testRolesAndLinks, testCallersKeys, testWholeDocument, testUsers, testPasswords],
  ...[testPasswordForms, testUserEnds, testUserImport],
];
for (const suite of suites) suite("memory", open);

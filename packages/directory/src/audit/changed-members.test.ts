import assert from "node:assert/strict";
import { test } from "node:test";
import { changedMembers } from "./changed-members.ts";

test("before and after hold the members that differ, however deep, and no others", () => {
  const before = { name: "a", rights: ["x"], rate: { limit: 1 }, same: [1], gone: 1 };
  const after = { name: "a", rights: ["x", "y"], rate: { limit: 2 }, same: [1], come: 2 };
  assert.deepEqual(changedMembers(before, after), {
    before: { rights: ["x"], rate: { limit: 1 }, gone: 1 },
    after: { rights: ["x", "y"], rate: { limit: 2 }, come: 2 },
  });
});

test("a member that is absent on one side is absent there, not undefined", () => {
  const { before, after } = changedMembers({ endsAt: undefined }, { endsAt: 5 });
  assert.deepEqual([Object.keys(before), after], [[], { endsAt: 5 }]);
});

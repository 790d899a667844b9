import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectoryError } from "@clavis/directory";
import { readImportLines } from "./import-lines.ts";

test("each line is a user of its own place; empty lines and line ends of other systems count as lines and nothing else", () => {
  const text = `{"email": "a@domain.be", "name": "A"}\r\n\r\n{"email": "b@domain.be", "name": "B", "attributes": {"age": 9, "ok": true}}\n`;
  assert.deepEqual(readImportLines(text), [
    { place: "line 1", user: { email: "a@domain.be", name: "A" } },
    { place: "line 3", user: { email: "b@domain.be", name: "B", attributes: { age: 9, ok: true } } },
  ]);
});

test("every line that is no user is named with what is wrong, and its password is not repeated", () => {
  const text = [
    '{"email": "a@domain.be", "name": "A", "password": "hidden1"}',
    '{"email": "b@domain.be", "passwordHash": ["hidden2"]}',
    '{"email": "c@domain.be", "name": "C"',
    '["hidden3"]',
    '{"email": "d@domain.be", "name": "D", "passwordFormat": "md5"}',
    '{"email": "e@domain.be", "name": "E", "attributes": {"a": {}}}',
  ].join("\n");
  assert.throws(
    () => readImportLines(text),
    (error) => {
      assert.ok(error instanceof DirectoryError);
      const places = new Set(error.problems.map(({ member }) => member.split(" ").slice(0, 2).join(" ")));
      assert.deepEqual([...places], ["line 1", "line 2", "line 3", "line 4", "line 5", "line 6"]);
      const said = error.problems.map(({ member, detail }) => `${member}: ${detail}`).join("\n");
      assert.match(said, /line 1 password: is not known here/);
      assert.match(said, /line 2 name: is needed/);
      assert.doesNotMatch(said, /hidden/);
      return true;
    },
  );
});

test("HTT-06: names such as __proto__ are ordinary in an import", () => {
  const [imported] = readImportLines(
    '{"email": "a@domain.be", "name": "A", "memberships": {"__proto__": ["x"]}, "attributes": {"constructor": "c"}}',
  );
  assert.deepEqual(Object.keys(imported?.user.memberships ?? {}), ["__proto__"]);
  assert.deepEqual(Object.entries(imported?.user.attributes ?? {}), [["constructor", "c"]]);
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { curlLines } from "./curl.ts";
import { readOptions } from "./options.ts";

test("a printed call, pasted into a shell, has exactly the arguments meant, whatever they hold", () => {
  const call = { status: 201, why: "so", method: "POST", path: "/a?b=$(c)", body: `{"it's": "\`x\` $HOME \\\\"}` };
  const script = curlLines(call, "http://h", "k'k").replace("curl -i", `printf '%s\\n'`);
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
  assert.deepEqual(words, [
    ...["-X", "POST", "-H", "X-API-Key: k'k", "-H", "Content-Type: application/json"],
    ...["-d", call.body, "http://h/a?b=$(c)"],
  ]);
});

test("a printed call of a user carries their name and password, and names the account, but has no key", () => {
  const call = { status: 200, why: "so", method: "GET", path: "/a", user: "jan@b:it's", account: "CA" };
  const script = curlLines(call, "http://h", "k").replace("curl -i", `printf '%s\\n'`);
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
  assert.deepEqual(words, ["-u", "jan@b:it's", "-H", "X-AccountId: CA", "http://h/a"]);
});

test("a printed call says first which status to expect", () => {
  const lines = curlLines({ status: 403, why: "so", method: "GET", path: "/" }, "http://h", "k").split("\n");
  assert.equal(lines[0], "  # 403: so");
  assert.equal(lines[1], "  curl -i -H 'X-API-Key: k' 'http://h/'");
});

test("the options of npm start are read, and a wrong one is named", () => {
  const none = { config: undefined, public: undefined, private: undefined, data: undefined };
  assert.deepEqual(readOptions([]), none);
  assert.deepEqual(readOptions(["--public", "127.0.0.1:9000", "--data=x"]), {
    ...none,
    public: "127.0.0.1:9000",
    data: "x",
  });
  assert.equal(readOptions(["--help"]), "help");
  for (const args of [["--pubic", "x"], ["--public"], ["--data="], ["stray"]]) {
    const read = readOptions(args);
    assert.ok(read !== "help" && "problem" in read, args.join(" "));
  }
});

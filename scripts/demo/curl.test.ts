import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { curlLines } from "./curl.ts";
import { readOptions } from "./options.ts";

const keyOf = (owner: "account" | "application", secret: string) => ({ owner, secret });

test("a printed call, pasted into a shell, has exactly the arguments meant, whatever they hold", () => {
  const call = { status: 201, why: "so", method: "POST", path: "/a?b=$(c)", body: `{"it's": "\`x\` $HOME \\\\"}` };
  const script = curlLines(call, { origin: "http://h", key: keyOf("account", "k'k") }).replace(
    "curl -i",
    `printf '%s\\n'`,
  );
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
  assert.deepEqual(words, [
    ...["-X", "POST", "-H", "X-API-Key: k'k", "-H", "Content-Type: application/json"],
    ...["-d", call.body, "http://h/a?b=$(c)"],
  ]);
});

test("a printed call of a user carries their name and password, and names the account, but has no key of one", () => {
  const call = { status: 200, why: "so", method: "GET", path: "/a", user: "jan@b:it's", account: "CA" };
  const target = { origin: "http://h", key: keyOf("account", "k") };
  const script = curlLines(call, target).replace("curl -i", `printf '%s\\n'`);
  const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
  assert.deepEqual(words, ["-u", "jan@b:it's", "-H", "X-AccountId: CA", "http://h/a"]);
});

test("a printed call has an application's key where it wants one, and finds an environment's host", () => {
  const call = { status: 200, why: "so", method: "GET", path: "/a?apikey={key}", user: "jan@b:c" };
  const target = { origin: "http://h", connectTo: "127.0.0.1:80", key: keyOf("application", "k") };
  const [, line] = curlLines(call, target).split("\n");
  assert.equal(line, "  curl -i --connect-to '::127.0.0.1:80' -u 'jan@b:c' 'http://h/a?apikey=k'");
  const [, keyless] = curlLines({ ...call, path: "/a" }, target).split("\n");
  assert.equal(keyless, "  curl -i --connect-to '::127.0.0.1:80' -u 'jan@b:c' 'http://h/a'");
});

test("a printed call says first which status to expect", () => {
  const target = { origin: "http://h", key: keyOf("account", "k") };
  const lines = curlLines({ status: 403, why: "so", method: "GET", path: "/" }, target).split("\n");
  assert.equal(lines[0], "  # 403: so");
  assert.equal(lines[1], "  curl -i -H 'X-API-Key: k' 'http://h/'");
});

test("the options of npm start are read, and a wrong one is named", () => {
  const read = (...args: string[]) => readOptions(args, ["booking", "invoicing"]);
  const none = { public: undefined, private: undefined, data: undefined };
  const usual = { kind: "example", name: "invoicing" };
  assert.deepEqual(read(), { ...none, started: usual });
  assert.deepEqual(read("booking"), { ...none, started: { kind: "example", name: "booking" } });
  assert.deepEqual(read("--config", "a.yaml"), { ...none, started: { kind: "file", file: "a.yaml" } });
  const places = { public: "127.0.0.1:9000", data: "x" };
  assert.deepEqual(read("--public", "127.0.0.1:9000", "--data=x"), { ...none, ...places, started: usual });
  assert.equal(read("--help"), "help");
  for (const args of [
    ["--pubic", "x"],
    ["--public"],
    ["--data="],
    ["stray"],
    ["booking", "invoicing"],
    ["booking", "--config", "a.yaml"],
  ]) {
    const wrong = read(...args);
    assert.ok(wrong !== "help" && "problem" in wrong, args.join(" "));
  }
});

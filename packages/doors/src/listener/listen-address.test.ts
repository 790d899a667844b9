import assert from "node:assert/strict";
import { test } from "node:test";
import { parseListenAddress } from "./listen-address.ts";

test("an address is host and port, or a Unix path", () => {
  assert.deepEqual(parseListenAddress("127.0.0.1:8080"), { kind: "tcp", host: "127.0.0.1", port: 8080 });
  assert.deepEqual(parseListenAddress("[::1]:0"), { kind: "tcp", host: "::1", port: 0 });
  assert.deepEqual(parseListenAddress("localhost:65535"), { kind: "tcp", host: "localhost", port: 65535 });
  assert.deepEqual(parseListenAddress("/run/clavis.sock"), { kind: "unix", path: "/run/clavis.sock" });
  assert.deepEqual(parseListenAddress("unix:/run/clavis.sock"), { kind: "unix", path: "/run/clavis.sock" });
});

test("anything else is no address", () => {
  const bad = [
    "",
    "8080",
    ":8080",
    "localhost",
    "localhost:65536",
    "localhost:08",
    "::1:80",
    "unix:run",
    "a b:1",
    "x:-1",
  ];
  for (const text of bad) assert.equal(parseListenAddress(text), undefined, text);
});

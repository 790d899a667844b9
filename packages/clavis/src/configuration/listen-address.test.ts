import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, type ListenAddress, parseListenAddress } from "./listen-address.ts";

const tcp = (host: string, port: number, loopback: boolean): ListenAddress => ({ kind: "tcp", host, port, loopback });

const addresses: readonly (readonly [text: string, address: ListenAddress | undefined])[] = [
  ["127.0.0.1:8080", tcp("127.0.0.1", 8080, true)],
  ["127.1.2.3:0", tcp("127.1.2.3", 0, true)],
  ["localhost:1", tcp("localhost", 1, true)],
  ["[::1]:65535", tcp("::1", 65_535, true)],
  ["[::ffff:127.0.0.1]:80", undefined],
  ["0.0.0.0:80", tcp("0.0.0.0", 80, false)],
  ["[::]:80", tcp("::", 80, false)],
  ["unix:/run/clavis.sock", { kind: "unix", path: "/run/clavis.sock" }],
  ["unix:run/clavis.sock", undefined],
  ["8080", undefined],
  [":8080", undefined],
  ["127.0.0.1", undefined],
  ["127.0.0.1:65536", undefined],
  ["127.0.0.1:080", undefined],
  ["0177.0.0.1:80", undefined],
  ["::1:80", undefined],
  ["[127.0.0.1]:80", undefined],
  ["example.com:80", undefined],
];

test("an address is an IP address or localhost with a port, or a Unix socket by its whole path", () => {
  for (const [text, address] of addresses) assert.deepEqual(parseListenAddress(text), address, text);
});

test("only what can not leave the machine is loopback", () => {
  for (const host of ["localhost", "127.0.0.1", "127.255.0.9", "::1"]) assert.ok(isLoopback(host), host);
  for (const host of ["10.0.0.1", "0.0.0.0", "::", "localhost.example.com", "127.example.com"])
    assert.ok(!isLoopback(host), host);
});

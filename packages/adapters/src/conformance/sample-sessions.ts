import { createHash, randomBytes } from "node:crypto";
import type { NewSession, SessionLifetimes, SessionStore, Sessions } from "@clavis/directory";
import { testTime } from "./test-directory.ts";

export const minute = 60_000;
export const hour = 60 * minute;

/** In production, uses are written within three minutes: a twentieth of the idle time. */
export const sampleLifetimes: SessionLifetimes = new Map([
  ["production", { idle: hour, absolute: 24 * hour }],
  ["sandbox", { idle: 2 * hour, absolute: 4 * hour }],
]);

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** What the operations on sessions work with, at a time of the test's choice. */
export const sessionsAt = (store: SessionStore, time = testTime): Sessions => ({
  store,
  clock: () => time,
  randomBytes,
  sha256,
  lifetimes: sampleLifetimes,
});

export const sampleLogin = (changes: Partial<NewSession> = {}): NewSession => ({
  environment: "production",
  user: "usr_1",
  application: undefined,
  address: "192.0.2.1",
  epochs: {},
  presented: [],
  ...changes,
});

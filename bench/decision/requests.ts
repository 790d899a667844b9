import { randomBytes } from "node:crypto";
import { composeApiKey, type RawRequest } from "@clavis/core";
import { time } from "../tokens/stand.ts";

export const keySecret: string = composeApiKey("clv", "live", randomBytes);

/** Thirteen header lines, as a browser or a library sends them; one carries a credential. */
export const requestWith = (credential: readonly [string, string], method: string, target: string): RawRequest => ({
  listener: "public",
  method,
  target,
  headers: [
    ...["Host", "127.0.0.1:8080", "User-Agent", "curl/8.5.0", "Accept", "application/json"],
    ...["Accept-Encoding", "gzip, deflate, br", "Accept-Language", "nl-BE,nl;q=0.9", ...credential],
    ...["Referer", "https://app.example/", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site", "cross-site"],
    ...["Cache-Control", "no-cache", "Pragma", "no-cache", "Connection", "keep-alive", "DNT", "1"],
  ],
  peer: "203.0.113.9",
  secure: false,
  time,
  requestId: "019aa0f0-0000-7000-8000-000000000000",
});

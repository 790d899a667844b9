import { DirectoryError, ProblemsError } from "clavis";
import type { Options } from "./options.ts";

/** Errors whose message is written for whoever sits at the terminal. */
const plain = new Set(["DataDirectoryError", "StoreUnavailable"]);

/** Why the demonstration does not start, and what to do about it. An error of ours comes with its stack. */
export function failureText(error: unknown, options: Options): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ProblemsError) return `The configuration is not usable:\n${error.message}`;
  if (error instanceof DirectoryError)
    return [error.message, ...error.problems.map(({ member, detail }) => `  ${member}: ${detail}`)].join("\n");
  if ("code" in error && error.code === "EADDRINUSE") return inUseText(error, options);
  return plain.has(error.name) ? error.message : (error.stack ?? error.message);
}

function inUseText(error: Error & { address?: unknown; port?: unknown }, options: Options): string {
  const address = `${error.address}:${error.port}`;
  const isPrivate = (options.private ?? "127.0.0.1:8081") === address;
  const flag = isPrivate ? "--private" : "--public";
  return `${address} is in use by another program: choose another address, such as npm start -- ${flag} 127.0.0.1:9000`;
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ConfigurationResult, type ConfigurationSource, readConfiguration } from "./read-configuration.ts";

/** A file as it was read, with the SHA-256 of its text in hex. */
export interface LoadedFile {
  readonly file: string;
  readonly sha256: string;
}

export type LoadedConfiguration =
  | (Extract<ConfigurationResult, { readonly configuration: unknown }> & { readonly loaded: readonly LoadedFile[] })
  | Extract<ConfigurationResult, { readonly problems: unknown }>;

/** Reads clavis.yaml from disk, and what it names. A file that can not be read is a problem like any other. */
export function loadConfiguration(source: Omit<ConfigurationSource, "text" | "readFile">): LoadedConfiguration {
  const file = resolve(source.workingDirectory, source.file);
  const loaded: LoadedFile[] = [];
  const readFile = (path: string): string => {
    const content = readFileSync(path, "utf8");
    loaded.push({ file: path, sha256: createHash("sha256").update(content).digest("hex") });
    return content;
  };
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    return { problems: [{ file, line: 0, pointer: "", detail: `can not be read${reason}: clavis init writes one` }] };
  }
  const read = readConfiguration({ ...source, file, text, readFile });
  return "problems" in read ? read : { ...read, loaded };
}

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ConfigurationResult, type ConfigurationSource, readConfiguration } from "./read-configuration.ts";

/** Reads clavis.yaml from disk, and what it names. A file that can not be read is a problem like any other. */
export function loadConfiguration(source: Omit<ConfigurationSource, "text" | "readFile">): ConfigurationResult {
  const file = resolve(source.workingDirectory, source.file);
  const readFile = (path: string): string => readFileSync(path, "utf8");
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    return { problems: [{ file, line: 0, pointer: "", detail: `can not be read${reason}: clavis init writes one` }] };
  }
  return readConfiguration({ ...source, file, text, readFile });
}

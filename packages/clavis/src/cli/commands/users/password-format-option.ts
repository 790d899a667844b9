import { CliError } from "../../cli-error.ts";

export type PasswordFormat = "plain" | "sha1";

/** CliError (usage) for anything but `plain` and `sha1`. */
export function passwordFormatOption(text: string): PasswordFormat {
  if (text === "plain" || text === "sha1") return text;
  throw new CliError(`--password-format: "${text}" is neither plain nor sha1`, "usage");
}

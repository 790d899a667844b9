import { CliError } from "../../cli-error.ts";

/** Texts by name. */
export type Attributes = Readonly<Record<string, string>>;

/** `city=Gent`, given once or several times; the value may hold more of them, or nothing. CliError (usage) without one. */
export function attributeOption(text: string, before: Attributes = {}): Attributes {
  const at = text.indexOf("=");
  if (at < 1) throw new CliError(`--attribute: "${text}" is not a name with its value, such as city=Gent`, "usage");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

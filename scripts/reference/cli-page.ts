import { withDataOptions } from "../../packages/clavis/src/cli/options.ts";
import { programFor } from "../../packages/clavis/src/cli/run-cli.ts";
import { terminalIn } from "../../test/terminal.ts";

type Command = ReturnType<typeof programFor>;
type Argument = Command["registeredArguments"][number];
type Option = Command["options"][number];

/** docs/reference/cli.md: every command with its arguments and options, as `--help` has them. */
export function cliPage(): string {
  const program = programFor(terminalIn(".").terminal);
  const shared = withDataOptions(program.createCommand("any")).options.map(optionText);
  return `${introduction}\n${shared.join("\n")}\n\n${sectionsOf(program, "clavis", new Set(shared)).join("\n")}`;
}

const introduction = `# Command line

<!-- Generated from packages/clavis/src/cli by scripts/generate-reference.ts. -->

Standard output has what a script may want (a secret, a table, JSON); everything else goes to standard error. Exit codes
are 0, 1 for what failed and 2 for a wrong call. With \`--json\` a list is an array, and what was made is one object with
its \`id\` and, this once, its secret as \`key\`, \`token\` or \`secret\`.

Most commands work on a data directory alone, also while a server runs on it: what they change holds from the next call
on. They take these options, which are not repeated below:
`;

function sectionsOf(command: Command, line: string, shared: ReadonlySet<string>): readonly string[] {
  return command.commands.flatMap((below) => {
    const whole = `${line} ${below.name()}`;
    return below.commands.length > 0 ? sectionsOf(below, whole, shared) : [sectionOf(below, whole, shared)];
  });
}

function sectionOf(command: Command, line: string, shared: ReadonlySet<string>): string {
  const usage = [line, ...command.registeredArguments.map(argumentText)].join(" ");
  const options = command.options.filter(({ hidden }) => !hidden).map(optionText);
  const members = [
    ...command.registeredArguments.map((argument) => memberText(argumentText(argument), argument.description)),
    ...options.filter((text) => !shared.has(text)),
  ];
  const list = members.length === 0 ? "" : `\n${members.join("\n")}\n`;
  return `## ${line}\n\n\`${usage}\`\n\n${sentenceOf(command.description())}\n${list}`;
}

const argumentText = (argument: Argument): string =>
  argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;

const optionText = (option: Option): string => {
  const fallback = typeof option.defaultValue === "string" || typeof option.defaultValue === "number";
  const text = fallback ? `${option.description} (default: ${String(option.defaultValue)})` : option.description;
  return memberText(option.flags, option.mandatory ? `${text} (needed)` : text);
};

const memberText = (name: string, description: string): string => `- \`${name}\`: ${description}`;

const sentenceOf = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

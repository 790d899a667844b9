import {
  DirectoryError,
  retireSigningKeyNow,
  rotateSigningKey,
  type SigningKey,
  type SigningSlot,
  signingOf,
} from "@clavis/directory";
import { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import type { Context, DataOptions, LocalDirectory, LocalEnvironment } from "../../context.ts";
import { withDataOptions } from "../../options.ts";
import { jsonText } from "../../table.ts";
import { timeText } from "../../time-text.ts";
import { signingKeyJson } from "./signing-key-json.ts";

interface RotateOptions extends DataOptions {
  readonly environment?: string;
  readonly purpose: "token" | "assertion";
}

interface RetireOptions extends DataOptions {
  readonly now?: boolean;
}

/** `clavis tokens keys rotate`: a new key that takes over when verifiers have had time to fetch it. */
export function rotateCommand(context: Context): Command {
  return withDataOptions(new Command("rotate"))
    .description("publish a new signing key, which takes over after the lead; the present one verifies for the overlap")
    .option("--environment <name>", "whose key (default: the primary environment's)")
    .option("--purpose <what>", "token, or assertion for what upstreams are told", purposeOption, "token")
    .action((options: RotateOptions) => rotate(context, options));
}

async function rotate(context: Context, options: RotateOptions): Promise<void> {
  await context.withDirectory(options, async (local) => {
    const environment = environmentOf(local, options.environment ?? local.primary);
    const key = await rotateSigningKey(local.signingIn(environment), local.actor, slotOf(environment, options.purpose));
    const sentence = `Published ${key.algorithm} key ${key.kid} of ${key.environment}; it signs from ${timeText(key.activeAt)}.`;
    tell(context, options, key, `${sentence} What the present one signed is accepted until its own end.`);
  });
}

/** `clavis tokens keys retire`: for a key whose secret may be known to others. */
export function retireCommand(context: Context): Command {
  return withDataOptions(new Command("retire").argument("<id>", "the key's id, sig_…"))
    .description("end a signing key in an emergency: every token that it signed is refused at once")
    .option("--now", "confirms it: whoever holds such a token must get another one")
    .addHelpText("after", "\nWithout an emergency: clavis tokens keys rotate\n")
    .action((id: string, options: RetireOptions) => retire(context, id, options));
}

async function retire(context: Context, id: string, options: RetireOptions): Promise<void> {
  if (options.now !== true)
    throw new CliError(
      `every token that ${id} signed would be refused at once: confirm it with --now, or replace it in peace with clavis tokens keys rotate`,
      "usage",
    );
  await context.withDirectory(options, async (local) => {
    const { directory, actor, signingIn } = local;
    const known = (await directory.store.listSigningKeys()).find(({ kid }) => kid === id);
    if (known === undefined) throw new DirectoryError("not_found", `there is no signing key "${id}"`);
    const signing = signingIn(environmentOf(local, known.environment));
    const key = await retireSigningKeyNow(signing, actor, id);
    const now = signingOf(await directory.store.listSigningKeys(), key, context.terminal.now());
    const next = now === undefined ? "" : ` ${now.kid} signs from now on.`;
    tell(context, options, key, `Key ${id} has ended: what it signed is refused.${next}`);
  });
}

function environmentOf({ environments }: LocalDirectory, name: string): LocalEnvironment {
  const found = environments.find((each) => each.name === name);
  if (found === undefined)
    throw new CliError(`there is no environment "${name}"; known: ${environments.map((each) => each.name).join(", ")}`);
  return found;
}

const assertionAlgorithms = { es256: "ES256", eddsa: "EdDSA" } as const;

function slotOf(
  { name: environment, tokens, assertion }: LocalEnvironment,
  purpose: RotateOptions["purpose"],
): SigningSlot {
  if (purpose === "token") return { environment, purpose, algorithm: tokens.algorithm };
  if (assertion === null || assertion === "hs256")
    throw new CliError(`assertions of ${environment} are not signed with a key of ours: ${assertion ?? "off"}`);
  return { environment, purpose, algorithm: assertionAlgorithms[assertion] };
}

function tell({ terminal }: Context, { json }: DataOptions, key: SigningKey, sentence: string): void {
  if (json === true) terminal.out(jsonText(signingKeyJson(key, terminal.now())));
  else terminal.err(`${sentence}\n`);
}

function purposeOption(text: string): RotateOptions["purpose"] {
  if (text === "token" || text === "assertion") return text;
  throw new CliError(`--purpose: "${text}" is neither token nor assertion`, "usage");
}

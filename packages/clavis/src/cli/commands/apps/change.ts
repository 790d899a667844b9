import {
  type Application,
  createApplication,
  getApplication,
  setApplicationEnabled,
  updateApplication,
} from "@clavis/directory";
import { Command } from "commander";
import type { Context, DataOptions } from "../../context.ts";
import { expectChange, listOption, placeText, withDataOptions } from "../../options.ts";
import { looseEnds, type ReAnchorOption, withReAnchorOption } from "../../re-anchor-option.ts";
import {
  type LiftOption,
  narrowingOf,
  patchOf,
  type RestrictionOptions,
  withLiftOption,
  withRestrictionOptions,
} from "../../restriction-options.ts";
import { jsonText } from "../../table.ts";
import { applicationJson, statusOf } from "./application-json.ts";

interface MemberOptions extends DataOptions, RestrictionOptions {
  readonly name?: string;
  readonly rights?: readonly string[];
}

interface UpdateOptions extends MemberOptions, LiftOption, ReAnchorOption {}

const onApplication = (name: string): Command =>
  withDataOptions(new Command(name).argument("<id>", "the application's id"));

const withMemberOptions = (command: Command): Command =>
  withRestrictionOptions(
    command
      .option("--name <name>", "what people call it")
      .option("--rights <rights>", "all that may ever be done through it, separated by commas", listOption),
    "application",
  );

export function createCommand(context: Context): Command {
  return withMemberOptions(onApplication("create"))
    .description("make an application, a program that calls the API")
    .addHelpText("after", "\nExample:\n  clavis apps create agenda --name Agenda --rights calendars,groups:read\n")
    .action((id: string, options: MemberOptions) => create(context, id, options));
}

async function create(context: Context, id: string, options: MemberOptions): Promise<void> {
  const { name, rights } = options;
  const restrictions = narrowingOf(options, context.terminal.now());
  await context.withDirectory(options, async ({ directory, actor }) => {
    const spec = { id, ...(name !== undefined && { name }), ...(rights && { rights }), restrictions };
    const made = await createApplication(directory, actor, spec);
    const next = `clavis keys create --application ${id} --name <name>${placeText(options)}`;
    tell(context, options, made, `Made application ${id}.\nNext: ${next}`);
  });
}

export function updateCommand(context: Context): Command {
  return withReAnchorOption(withLiftOption(withMemberOptions(onApplication("update")), "application"))
    .description("change an application, for all its keys from the next call on; what is not named stays")
    .addHelpText("after", "\nExample:\n  clavis apps update agenda --ip 203.0.113.0/24 --lift hours\n")
    .action((id: string, options: UpdateOptions) => update(context, id, options));
}

async function update(context: Context, id: string, options: UpdateOptions): Promise<void> {
  const { name, rights } = options;
  const restrictions = patchOf(options, "application", context.terminal.now());
  const input = {
    ...(name !== undefined && { name }),
    ...(rights && { rights }),
    ...(restrictions && { restrictions }),
  };
  if (options.reanchor !== true) expectChange(input);
  await context.withDirectory(options, async (local) => {
    const { directory, actor } = local;
    const before = await getApplication(directory, id);
    const after = await updateApplication(directory, actor, id, input);
    const loose = await looseEnds(local, { kind: "application", id }, { before, after }, options);
    tell(context, options, after, `Changed application ${id}.${loose}`);
  });
}

/** `clavis apps disable` and `enable`. */
export function enabledCommand(context: Context, name: string, enabled: boolean, description: string): Command {
  return onApplication(name)
    .description(description)
    .action((id: string, options: DataOptions) =>
      context.withDirectory(options, async ({ directory, actor }) => {
        const changed = await setApplicationEnabled(directory, actor, id, enabled);
        tell(context, options, changed, `Application ${id} is ${statusOf(changed)}.`);
      }),
    );
}

function tell({ terminal }: Context, { json }: DataOptions, application: Application, sentence: string): void {
  if (json === true) terminal.out(jsonText(applicationJson(application)));
  else terminal.err(`${sentence}\n`);
}

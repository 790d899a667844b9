import type { Application } from "@clavis/directory";
import { restrictionsJson } from "../../restriction-text.ts";
import { timeText } from "../../time-text.ts";

/** An application as `--json` shows it. */
export const applicationJson = (application: Application): Record<string, unknown> => ({
  id: application.id,
  name: application.name,
  enabled: application.enabled,
  rights: application.rights,
  restrictions: restrictionsJson(application.restrictions),
  createdAt: timeText(application.createdAt),
});

export const statusOf = ({ enabled }: Pick<Application, "enabled">): string => (enabled ? "enabled" : "disabled");

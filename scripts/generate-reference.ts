import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cliPage } from "./reference/cli-page.ts";
import { configurationPage } from "./reference/configuration-page.ts";
import { errorsPage } from "./reference/errors-page.ts";
import { selfServicePage } from "./reference/self-service-page.ts";

/** Every generated page of docs/, by its path from the root. */
export const referencePages = (): ReadonlyMap<string, string> =>
  new Map([
    ["docs/reference/cli.md", cliPage()],
    ["docs/reference/configuration.md", configurationPage()],
    ["docs/reference/errors.md", errorsPage()],
    ["docs/reference/self-service.md", selfServicePage()],
  ]);

if (import.meta.main) {
  for (const [path, text] of referencePages()) {
    const target = join(import.meta.dirname, "..", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    console.log(path);
  }
}

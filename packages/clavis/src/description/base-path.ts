import type { Findings } from "./findings.ts";
import { type Located, member } from "./located.ts";
import { literalPathProblem } from "./template.ts";

/**
 * The path under which the whole API lives, without a trailing slash; empty for the root. The configuration's
 * `basePath` wins over `servers`; servers may differ in their host, not in their path.
 */
export function readBasePath(root: Located, configured: string | undefined, findings: Findings): string {
  if (configured !== undefined) return configured;
  return serversPath(member(root, "servers"), findings) ?? "";
}

/** `servers` further down may name other hosts (the configuration's upstream decides), never another path. */
export function checkServers(at: Located, basePath: string, configured: string | undefined, findings: Findings): void {
  if (configured !== undefined) return;
  const path = serversPath(at, findings);
  if (path !== undefined && path !== basePath)
    findings.add(at, `these servers have the base path "${path}", the description has "${basePath}": use one`);
}

function serversPath(at: Located, findings: Findings): string | undefined {
  const paths = findings.items(at).map((server) => ({ server, path: serverPath(server, findings) }));
  const first = paths.find(({ path }) => path !== undefined)?.path;
  for (const { server, path } of paths) {
    if (path !== undefined && path !== first)
      findings.add(
        server,
        `has the base path "${path}", the first server has "${first}": set api.basePath in clavis.yaml`,
      );
  }
  return first;
}

function serverPath(server: Located, findings: Findings): string | undefined {
  const at = member(server, "url");
  const template = findings.text(at);
  if (template === undefined) return undefined;
  const url = fillVariables(template, server, findings);
  if (url === undefined) return undefined;
  const path = url.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, "").replace(/\/$/, "");
  if (path === "") return "";
  const problem = path.startsWith("/") ? literalPathProblem(path) : "must be an absolute URL or start with /";
  if (problem === undefined) return path;
  findings.add(at, problem);
  return undefined;
}

function fillVariables(template: string, server: Located, findings: Findings): string | undefined {
  let complete = true;
  const url = template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = member(member(member(server, "variables"), name), "default").value;
    if (typeof value === "string") return value;
    complete = false;
    findings.add(member(server, "url"), `the variable {${name}} has no default`);
    return "";
  });
  return complete ? url : undefined;
}

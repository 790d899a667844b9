import type { Cors } from "@clavis/core";
import type { Findings } from "../description/findings.ts";
import { type Located, member } from "../description/located.ts";
import { readDuration } from "./duration.ts";
import type { EnvironmentMembers } from "./schema/environment.ts";

/** Origins as browsers send them. */
export function checkPorts(origins: readonly string[], at: Located, findings: Findings): void {
  for (const [index, origin] of origins.entries()) {
    if (/^http:.*:80$|^https:.*:443$/.test(origin))
      findings.add({ pointer: `${at.pointer}/${index}` }, "browsers leave out the usual port: leave it out too");
  }
}

export function readCors(cors: NonNullable<EnvironmentMembers["cors"]>, at: Located, findings: Findings): Cors {
  checkPorts(cors.origins, member(at, "origins"), findings);
  return {
    origins: new Set(cors.origins),
    credentials: cors.credentials,
    exposed: cors.exposed.map((name) => name.toLowerCase()),
    allowedHeaders: cors.allowedHeaders.map((name) => name.toLowerCase()),
    maxAge: Math.floor(readDuration(cors.maxAge, member(at, "maxAge"), findings) / 1_000),
  };
}

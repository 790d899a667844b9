/**
 * What Clavis adds to a request: the gateway against bare node:http with undici's dispatch, the middleware against bare
 * node:http. CPU microseconds of the server's process for each request (user and system, all threads), in interleaved
 * rounds, medians. Takes about 50 s: `node bench/http.ts`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fleet } from "./http/fleet.ts";

const rounds = 7;
/** The targets of the first release. */
const targets = { gateway: 1.2, middleware: 1.25 };

function report(cost: ReadonlyMap<string, number>): void {
  const of = (name: string): number => cost.get(name) ?? Number.NaN;
  for (const [name, microseconds] of cost)
    console.log(`${name.padEnd(12)}${microseconds.toFixed(1).padStart(7)} us a request`);
  const row = (name: keyof typeof targets, base: string): void => {
    const ratio = of(name) / of(base);
    const verdict = ratio <= targets[name] ? "met" : "missed";
    console.log(`${name} / ${base}: ${ratio.toFixed(2)} (target ${targets[name].toFixed(2)}, ${verdict})`);
  };
  row("gateway", "relay");
  row("middleware", "plain");
  console.log(`gateway / plain: ${(of("gateway") / of("plain")).toFixed(2)}`);
}

const folder = mkdtempSync(join(tmpdir(), "clavis-bench-"));
const fleet = new Fleet();
try {
  const upstream = await fleet.open("upstream", "upstream");
  const origin = `http://127.0.0.1:${upstream.port}`;
  const gateway = await fleet.open("gateway", "gateway", origin, folder);
  const contenders = [
    await fleet.open("plain", "plain"),
    await fleet.open("relay", "relay", origin),
    await fleet.open("middleware", "middleware", folder),
    gateway,
  ];
  report(await fleet.measure(contenders, () => gateway.lines ?? [], rounds));
} finally {
  fleet.close();
  rmSync(folder, { recursive: true, force: true });
}

// Plain JavaScript for the Node that happens to be there (20 or later).
import { existsSync } from "node:fs";
import { runChild } from "./child.mjs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium: one that is there, or Debian's, installed where that can be done. Undefined where it can not. */
export async function prepareBrowser() {
  const present = places.find((path) => existsSync(path));
  if (present !== undefined) return present;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return undefined;
  process.stdout.write("Installing Chromium for the browser tests (Debian's package, once) ... ");
  const started = performance.now();
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { code } = await runChild("apt-get", ["-qq", ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
      onOutput: () => {},
    });
    if (code !== 0) {
      console.log("failed");
      return undefined;
    }
  }
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
  return places.find((path) => existsSync(path));
}

import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** An updater makes several changes one after the other. */
const settled = 100;

/**
 * Calls `look` soon after something happens to the file, and every `interval` milliseconds: not every file system tells,
 * and none tells of a link that leads elsewhere. Keeps no process alive. Gives the way to stop.
 */
export function watchFile(path: string, look: () => void, interval: number): () => void {
  let soon: NodeJS.Timeout | undefined;
  const watcher = watchFolder(path, () => {
    clearTimeout(soon);
    soon = setTimeout(look, settled).unref();
  });
  const timer = setInterval(look, interval).unref();
  return () => {
    watcher?.close();
    clearTimeout(soon);
    clearInterval(timer);
  };
}

/** The folder, since a file that is replaced is another one. Undefined where the system does not let it be watched. */
function watchFolder(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) onChange();
    });
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}

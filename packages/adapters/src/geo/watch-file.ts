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
  const onChange = (): void => {
    clearTimeout(soon);
    soon = setTimeout(look, settled).unref();
  };
  const watcher = new FolderWatcher(path, onChange);
  const timer = setInterval(() => {
    watcher.start();
    look();
  }, interval).unref();
  return () => {
    watcher.close();
    clearTimeout(soon);
    clearInterval(timer);
  };
}

/** Watches the folder, since a file that is replaced is another one. */
class FolderWatcher {
  readonly #path: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | undefined;

  constructor(path: string, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
    this.start();
  }

  /** Does nothing where it watches, nor where it can not: the folder may be there the next time. */
  start(): void {
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, (_, name) => {
        if (name === null || name === basename(this.#path)) this.#onChange();
      }).on("error", () => this.close());
    } catch {
      // Until then a change is noticed by looking.
    }
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}

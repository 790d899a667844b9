import type { Address, Geo } from "@clavis/core";
import { readChangedFile } from "./changed-file.ts";
import { CountryData } from "./country-data.ts";
import { watchFile } from "./watch-file.ts";

const defaultInterval = 5_000;
const dayLength = 86_400_000;
/** Networks change hands: data older than this are warned of. */
const freshDays = 60;

export interface GeoParts {
  /** Milliseconds since the epoch: how old the data are is counted from there. */
  readonly clock: () => number;
  /** Told in a sentence what is wrong with the file, once while it lasts. Must not throw. */
  readonly onProblem: (text: string) => void;
  /** Told of each file that is taken, the first too: when it was made. Must not throw. */
  readonly onLoaded?: (builtAt: number) => void;
  /** Milliseconds between looks at the file; 5 s. A change is mostly noticed before. */
  readonly interval?: number;
}

/**
 * Reads the countries of a MaxMind DB file and follows the file from then on. One that is missing or broken is a problem
 * that is told, and opens all the same: every country is unavailable until it is there.
 */
export async function openGeo(path: string, parts: GeoParts): Promise<GeoFile> {
  const geo = new GeoFile(path, parts);
  await geo.look();
  return geo;
}

/**
 * Countries out of a file, which is read again whenever it changes. What can not be used does not replace what could: a
 * file that vanishes, is half-written or broken leaves the data of before. It must be replaced by renaming: of one that
 * is written to in place, not every state in between can be told from a whole one.
 */
export class GeoFile implements Geo {
  readonly #path: string;
  readonly #parts: GeoParts;
  readonly #stop: () => void;
  #data: CountryData | undefined;
  /** The mark of the file that was read last, whether or not it could be used. */
  #seen: string | undefined;
  #lasting: string | undefined;
  #isAgeTold = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(path: string, parts: GeoParts) {
    this.#path = path;
    this.#parts = parts;
    this.#stop = watchFile(path, () => void this.look(), parts.interval ?? defaultInterval);
  }

  /** When the data in use were made, in milliseconds since the epoch. */
  get builtAt(): number | undefined {
    return this.#data?.builtAt;
  }

  countryOf(address: Address): string | undefined | "unavailable" {
    try {
      return this.#data === undefined ? "unavailable" : this.#data.countryOf(address);
    } catch {
      this.#report("a record is damaged", `what needs the country of ${address.text} is refused`);
      return "unavailable";
    }
  }

  /** Looks whether there is another file. Resolves when its data are in use, or the problem was told. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  /** Follows the file no longer. */
  async close(): Promise<void> {
    this.#stop();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const bytes = await this.#read();
    if (bytes !== undefined) this.#take(bytes);
    this.#tellAge();
  }

  /** Undefined while it is the file that was read last. */
  async #read(): Promise<Buffer | undefined> {
    try {
      const file = await readChangedFile(this.#path, this.#seen);
      if (file !== undefined) this.#seen = file.mark;
      return file?.bytes;
    } catch (error) {
      this.#seen = undefined;
      this.#report(messageOf(error), this.#consequence());
      return undefined;
    }
  }

  #take(bytes: Buffer): void {
    try {
      this.#data = new CountryData(bytes);
    } catch (error) {
      this.#report(messageOf(error), this.#consequence());
      return;
    }
    this.#lasting = undefined;
    this.#isAgeTold = false;
    this.#parts.onLoaded?.(this.#data.builtAt);
  }

  #report(why: string, consequence: string): void {
    if (why === this.#lasting) return;
    this.#lasting = why;
    this.#parts.onProblem(`the geo data in ${this.#path} can not be used: ${why}; ${consequence}`);
  }

  #consequence(): string {
    const { builtAt } = this;
    return builtAt === undefined
      ? "what needs a country is refused until there are some"
      : `those of ${new Date(builtAt).toISOString().slice(0, 10)} still count`;
  }

  #tellAge(): void {
    const { builtAt } = this;
    const days = builtAt === undefined ? 0 : Math.floor((this.#parts.clock() - builtAt) / dayLength);
    if (days <= freshDays || this.#isAgeTold) return;
    this.#isAgeTold = true;
    this.#parts.onProblem(`the geo data in ${this.#path} are ${days} days old: networks change hands, get newer ones`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

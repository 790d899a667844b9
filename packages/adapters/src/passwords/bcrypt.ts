import { Worker } from "node:worker_threads";
import type { BcryptQuestion } from "./bcrypt-worker.ts";
import { flaw, type HashFormat } from "./hash-format.ts";

/** The last characters of salt and hash hold bits that must be zero, or bcrypt would not write them so again. */
const form = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$/;
const [leastCost, mostCost] = [4, 14];
/** What bcrypt looks at; the rest of a longer password it would leave out. */
const longest = 72;

/**
 * bcrypt as `$2a$`, `$2b$` and `$2y$`. A password that bcrypt would not tell from others matches none: one of more than
 * 72 bytes, which it cuts, and one with a NUL, which it repeats from (SECURITY AUT-02).
 */
export const bcryptFormat: HashFormat = {
  claims: (text) => /^\$2[a-z]?\$/.test(text),
  read: (text) => {
    const cost = Number(form.exec(text)?.[1]);
    if (!(cost >= leastCost)) return flaw("must have the form $2b$<cost>$ and 53 characters; $2a$ and $2y$ too");
    if (cost > mostCost) return flaw(`asks for too much: a cost of at most ${mostCost}`);
    return { kind: "read", verify: async (password) => isWhole(password) && (await verifyApart(password, text)) };
  },
};

const isWhole = (password: string): boolean => Buffer.byteLength(password) <= longest && !password.includes("\0");

/** In a thread of its own, which ends with the answer: bcrypt computes for long, and decisions must not wait for it. */
function verifyApart(password: string, hash: string): Promise<boolean> {
  const question: BcryptQuestion = { password, hash };
  const worker = new Worker(new URL("./bcrypt-worker.ts", import.meta.url), { workerData: question });
  return new Promise((resolve, reject) => {
    worker.once("message", (isGenuine: boolean) => resolve(isGenuine));
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the thread that verifies a bcrypt hash has ended")));
  });
}

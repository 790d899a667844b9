import { DirectoryError, HasherBusy } from "@clavis/directory";
import type { OwnRefusal, OwnResult } from "../handler.ts";

/** Runs an operation of the directory; what it refuses becomes the answer. Other errors are ours and go on. */
export async function refusing(work: () => Promise<OwnResult>): Promise<OwnResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DirectoryError) return refusalOf(error);
    if (error instanceof HasherBusy) return busy(error);
    throw error;
  }
}

const busy = ({ retryAfter }: HasherBusy): OwnRefusal => ({
  code: "overloaded",
  detail: "Too many passwords are being changed at the moment.",
  retryAfter,
});

/** Problems name every member; a right that is missing is 403 and names its member too. */
export function refusalOf({ code, message, problems }: DirectoryError): OwnRefusal {
  const detail = code === "validation_failed" ? "The body is not valid." : message;
  return problems.length === 0 ? { code, detail } : { code, detail, problems };
}

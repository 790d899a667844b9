/** What is wrong with the files Clavis works on. The message is for the operator and says what to do. */
export type DataDirectoryFault = "directory_unusable" | "secret_key_unusable" | "schema_newer";

/** The process must not start: a file or directory is not safe to use. Never holds the content of a file. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
  readonly code: DataDirectoryFault;

  constructor(code: DataDirectoryFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

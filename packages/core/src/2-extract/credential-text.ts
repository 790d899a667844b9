const credentialForm = /^[!-~]{1,4096}$/;

/** What is wrong with the text of a credential taken from `place`, whatever its kind. Never repeats the text. */
export function credentialFault(text: string, place: string): string | undefined {
  if (text === "") return `The credential in ${place} is empty.`;
  return credentialForm.test(text)
    ? undefined
    : `The credential in ${place} is too long or contains blanks or control characters.`;
}

const maxLength = 4096;
const unfit = /[^!-~]/;

/** What is wrong with the text of a credential taken from `place`, whatever its kind. Never repeats the text. */
export function credentialFault(text: string, place: string): string | undefined {
  if (text === "") return `The credential in ${place} is empty.`;
  return text.length > maxLength || unfit.test(text)
    ? `The credential in ${place} is too long or contains blanks or control characters.`
    : undefined;
}

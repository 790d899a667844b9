/**
 * What a text of others may not bring into a line of a log, a table or a terminal (SECURITY LOG-04): controls, marks that
 * turn the direction of text or are not to be seen, line separators, halves of surrogate pairs. The two joiners stay:
 * names and emoji are written with them.
 */
const unprintable = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--[\u200c\u200d]]/v;
const everyUnprintable = new RegExp(unprintable, "gv");

export const isPrintable = (text: string): boolean => !unprintable.test(text);

/** The text with U+FFFD for each character that can not be printed. */
export const printable = (text: string): string => text.replace(everyUnprintable, "\ufffd");

/** The 62 digits, in the order of their bytes: numbers of one length sort as texts. */
export const base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** host, or host:port, in lower case; an IPv6 address stands in brackets (RFC 9110 section 7.2). */
export const hostForm: RegExp = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;

/** A DNS name of 255 characters and a port. */
export const maxHostLength = 261;

export const isHost = (text: string): boolean => text.length <= maxHostLength && hostForm.test(text);

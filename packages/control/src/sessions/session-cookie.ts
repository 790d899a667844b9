/** The cookie that carries sessions. */
export interface SessionCookie {
  readonly name: string;
  /** What follows the value and `; `, byte for byte. */
  readonly attributes: string;
}

export const setCookie = ({ name, attributes }: SessionCookie, secret: string): readonly string[] => [
  "Set-Cookie",
  `${name}=${secret}; ${attributes}`,
];

/** Makes a browser forget it (RFC 6265 section 3.1): the same name and attributes, with a time that is over. */
export const dropCookie = ({ name, attributes }: SessionCookie): readonly string[] => [
  "Set-Cookie",
  `${name}=; ${attributes}; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT`,
];

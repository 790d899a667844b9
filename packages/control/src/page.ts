import type { OwnAnswer } from "./handler.ts";

/** What a page loads beside itself: nothing, or one script of its own, allowed by its digest. */
export interface PageScript {
  readonly text: string;
  /** SHA-256 in base64. */
  readonly digest: string;
}

/** A page of Clavis: plain HTML that loads nothing, frames nothing and is framed by nobody (SECURITY UI-01). */
export function page(status: number, title: string, content: string, script?: PageScript): OwnAnswer {
  const allowed = script === undefined ? "" : ` script-src 'sha256-${script.digest}'; connect-src 'self';`;
  const policy = `default-src 'none';${allowed} base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const element = script === undefined ? "" : `<script type="module">${script.text}</script>\n`;
  return {
    status,
    headers: [
      ...["Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", policy],
      ...["X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer"],
      ...["Cross-Origin-Opener-Policy", "same-origin", "Cache-Control", "no-cache"],
    ],
    body: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>${title}</title>\n<main>\n<h1>${title}</h1>\n${content}\n</main>\n${element}</html>\n`,
  };
}

import { type CodeEntry, codes, isCode } from "@clavis/core";
import type { OwnAnswer, OwnHandler } from "./handler.ts";

const page = (status: number, title: string, content: string): OwnAnswer => ({
  status,
  headers: [
    ...["Content-Type", "text/html; charset=utf-8"],
    ...["Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"],
    ...["X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer"],
  ],
  body: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>${title}</title>\n<main>\n<h1>${title}</h1>\n${content}\n</main>\n</html>\n`,
});

const pageOf = (code: string, { status, title, meaning, remedy }: CodeEntry): OwnAnswer =>
  page(
    200,
    title,
    `<p><code>${code}</code>, HTTP status ${status}</p>\n<p>${meaning}</p>\n<p>${remedy}</p>\n<p><a href="../errors">All codes</a></p>`,
  );

/** The page of one code. The path is canonical and a code is a plain word, so nothing of the request is shown. */
export const errorPageHandler: OwnHandler = ({ judgement }) => {
  const code = judgement.facts.path.slice(judgement.facts.path.lastIndexOf("/") + 1);
  if (isCode(code)) return pageOf(code, codes[code]);
  return page(404, "No such code", `<p>Clavis has no error code of this name. <a href="../errors">All codes</a></p>`);
};

/** The list of all codes by status. */
export const errorListHandler: OwnHandler = () => {
  const rows = Object.entries(codes).map(
    ([code, { status, title }]) => `<li>${status} <a href="errors/${code}">${code}</a>: ${title}</li>`,
  );
  return page(200, "Error codes", `<ul>\n${rows.join("\n")}\n</ul>`);
};

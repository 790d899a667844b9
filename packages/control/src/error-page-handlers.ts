import { type CodeEntry, codes, isCode } from "@clavis/core";
import type { OwnAnswer, OwnHandler } from "./handler.ts";
import { page } from "./page.ts";

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

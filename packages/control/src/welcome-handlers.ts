import { ChosenPassword, validatorOf } from "@clavis/contract";
import { acceptSecret, type Directory } from "@clavis/directory";
import { emptyAnswer, type OwnHandler } from "./handler.ts";
import { page } from "./page.ts";
import { readBody } from "./self-service/input.ts";
import { refusing } from "./self-service/refusals.ts";

const form = `<form id="choose">
<p><label>New password<br><input name="password" type="password" autocomplete="new-password" required maxlength="1024"></label></p>
<p><label>The same again<br><input name="again" type="password" autocomplete="new-password" required maxlength="1024"></label></p>
<p><button>Choose this password</button></p>
</form>
<p id="told" role="status"></p>
<noscript><p>This page needs JavaScript: the link's secret stands behind its #, which browsers send to no server.</p></noscript>`;

/** Takes the secret out of the address bar and the history, then posts it with the password. */
const script = `
const secret = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const form = document.getElementById("choose");
const tell = (text) => { document.getElementById("told").textContent = text; };
if (secret === "") { form.hidden = true; tell("This link is not complete. Copy all of it, or ask for a new one."); }
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { password, again } = Object.fromEntries(new FormData(form));
  if (password !== again) return tell("The two passwords differ.");
  tell("One moment ...");
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(location.pathname, { method: "POST", headers, body: JSON.stringify({ secret, password }) });
    if (answer.ok) { form.hidden = true; return tell("Your password is chosen. You can sign in with it now."); }
    const { detail, problems = [] } = await answer.json();
    tell([detail, ...problems.map((problem) => problem.member + " " + problem.detail)].join(" "));
  } catch {
    tell("Clavis could not be reached. Try again.");
  }
});
`;

/** `GET /.clavis/welcome`: the same page for every link; the secret is in the fragment (SECURITY AUT-09). */
export function welcomePageHandler({ sha256 }: Pick<Directory, "sha256">): OwnHandler {
  const digest = btoa(String.fromCharCode(...sha256(new TextEncoder().encode(script))));
  const answer = page(200, "Choose your password", form, { text: script, digest });
  return () => answer;
}

/** `POST /.clavis/welcome`: uses the secret up, once. Whoever has it needs nothing else. */
export function choosePasswordHandler({ directory }: { readonly directory: Directory }): OwnHandler {
  const validate = validatorOf(ChosenPassword);
  return (call) => {
    const body = readBody(validate, call);
    if ("code" in body) return body;
    const made = { ...directory, requestId: call.judgement.facts.requestId };
    return refusing(async () => {
      await acceptSecret(made, body.value.secret, body.value.password);
      return emptyAnswer(204);
    });
  };
}

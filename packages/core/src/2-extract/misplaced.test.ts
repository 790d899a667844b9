import assert from "node:assert/strict";
import { test } from "node:test";
import { apiKey, appSecret, directory, keySecret, settledWith, withApp } from "../../test/grants.ts";
import { raw, waitingPipelineOf } from "../../test/sample.ts";

const pipeline = waitingPipelineOf(directory);

const answerTo = (target: string, headers: readonly string[] = []) => {
  const { decision } = settledWith(pipeline.judge(raw(target, headers)));
  return decision.effect === "refuse" ? decision.refusal : undefined;
};

test("LEG-05: an application key in a header is told where it belongs, and is not repeated", () => {
  for (const name of ["apikey", "ApiKey", "APIKEY"]) {
    const why = answerTo("/catalogue", [name, appSecret]);
    assert.equal(why?.code, "credential_misplaced", name);
    assert.match(
      why.detail,
      /^The application key was sent in a header; it belongs in the query parameter "apikey"\.$/,
    );
    assert.ok(!JSON.stringify(why).includes(appSecret));
  }
});

test("an API key in the query is told where it belongs, in any case of its name", () => {
  for (const name of ["x-api-key", "X-API-Key", "x%2Dapi-key"]) {
    const why = answerTo(`/groups?${name}=${keySecret}`);
    assert.equal(why?.code, "credential_misplaced", name);
    assert.match(why.detail, /The API key was sent in the query; it belongs in the header "x-api-key"\./);
  }
});

test("a misplaced key is refused even beside the same key in its place", () => {
  assert.equal(answerTo(withApp("/catalogue"), ["apikey", appSecret])?.code, "credential_misplaced");
  assert.equal(answerTo(`/groups?x-api-key=${keySecret}`, apiKey)?.code, "credential_misplaced");
});

test("parameters and headers of other names are the API's own", () => {
  assert.equal(answerTo(withApp("/catalogue").replace("apikey", "a=1&apikey"), ["X-App", "1"]), undefined);
  assert.equal(answerTo("/groups?key=1&apikeys=2", apiKey), undefined);
});

test("an application key in the body of an own operation is told where it belongs", () => {
  const judged = settledWith(pipeline.judge(raw("/sessions/login", [], { method: "POST" })));
  assert.match(pipeline.misplaced(judged, ["email", "apikey"]) ?? "", /application key .* query parameter "apikey"/);
  assert.equal(pipeline.misplaced(judged, ["email", "password"]), undefined);
  assert.equal(pipeline.misplaced(judged, ["__proto__", "constructor"]), undefined);
});

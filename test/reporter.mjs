import { resolve } from "node:path";

/**
 * A reporter of node:test that leaves the counts of a run as JSON. Suites are not counted, but one that fails by
 * itself (in a hook) is; so is a file that holds no test, which node:test calls passed.
 * @param {AsyncIterable<import("node:test/reporters").TestEvent>} source
 */
// biome-ignore lint/style/noDefaultExport: node:test takes a reporter from the default export.
export default async function* counts(source) {
  let [passed, failed, skipped] = [0, 0, 0];
  for await (const { type, data } of source) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    const isSuite = data.details.type === "suite";
    const isEmptyFile = data.file !== undefined && resolve(data.name) === data.file;
    if (type === "test:fail") failed += isSuite && !failedItself(data.details.error) ? 0 : 1;
    else if (isSuite) continue;
    else if (isEmptyFile) failed += 1;
    else if (data.skip !== undefined || data.todo !== undefined) skipped += 1;
    else passed += 1;
  }
  yield JSON.stringify({ passed, failed, skipped });
}

/** @param {object | undefined} error */
function failedItself(error) {
  return !(error && "failureType" in error && error.failureType === "subtestsFailed");
}

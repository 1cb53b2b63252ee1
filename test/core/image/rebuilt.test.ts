import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rebuiltDockerfile } from "../../../src/core/image/rebuilt.ts";
import { makeImage, type Step } from "../../support/images.ts";
import { modelOf, referenceTo } from "../../support/model.ts";

const entries = [{ path: "a", content: "a" }];

describe("history as a Dockerfile", () => {
  const table: readonly (readonly [recorded: string, line: string])[] = [
    ["/bin/sh -c #(nop) ADD file:1 in / ", "ADD file:1 in /"],
    ["/bin/sh -c apt-get update && apt-get install x", "RUN apt-get update \\\n    && apt-get install x"],
    ["RUN /bin/sh -c make # buildkit", "RUN make"],
    ['/bin/sh -c #(nop)  CMD ["a && b"]', 'CMD ["a && b"]'],
    ["bazel build //app", "# bazel build //app"],
    ["RUN /bin/sh -c <<EOF\necho a\nEOF # buildkit", "RUN <<EOF\n    echo a\n    EOF"],
    ["RUN /bin/sh -c echo \u001b[31m\u202e # buildkit", "RUN echo \\u{1B}[31m\\u{202E}"],
  ];
  for (const [recorded, line] of table)
    it(recorded, async () => {
      const model = await modelOf(makeImage({ steps: [{ command: recorded, entries }] }));
      assert.equal(rebuiltDockerfile(model, undefined), `FROM scratch\n${line}\n`);
    });

  it("begins above the base", async () => {
    const steps: readonly Step[] = [
      { command: "ADD root /", entries },
      { command: 'CMD ["sh"]' },
      { command: "COPY app /", entries: [{ path: "b", content: "b" }] },
      { command: "ENV A=b" },
    ];
    const base = { reference: referenceTo("debian:12"), layers: 1, steps: 2 };
    const text = rebuiltDockerfile(await modelOf(makeImage({ steps })), base);
    assert.equal(text, "FROM debian:12\nCOPY app /\nENV A=b\n");
  });
});

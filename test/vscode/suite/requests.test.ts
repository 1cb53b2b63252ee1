import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import * as vscode from "vscode";
import { eventually, hoverOn, openFile } from "../file.ts";

describe("what is asked of a host that a file names", () => {
  let server: Server;
  let host: string;
  const requests: IncomingMessage[] = [];

  before(async () => {
    server = createServer((request, answer) => {
      requests.push(request);
      answer.writeHead(401, { "www-authenticate": 'Basic realm="give me a password"' }).end();
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    host = `127.0.0.1:${address.port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("W07: opening and reading a file sends nothing", async () => {
    const { document } = await openFile("compose.trap.yaml", `services:\n  a:\n    image: ${host}/x/y:1\n`);
    await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length > 0,
    );
    // Longer than the pauses before a check.
    await pause(2500);
    assert.equal(requests.length, 0);
  });

  it("W07: pointing at a name asks its host without a login, says why it failed, and does not ask for ever", async () => {
    const { document } = await openFile("compose.trap.yaml", `services:\n  a:\n    image: ${host}/x/y:1\n`);
    const text = await eventually(
      () => hoverOn(document, host),
      (hover) => hover !== "" && !hover.includes("asking"),
    );
    assert.match(text, /does not accept the login|does not allow/);
    assert.ok(requests.length >= 1 && requests.length <= 4, `${requests.length} requests`);
    for (const { headers } of requests) assert.equal(headers.authorization, undefined);
  });

  it("W06, W07: a name with a password in it is refused, and nothing is asked", async () => {
    const before = requests.length;
    const { document } = await openFile(
      "compose.login.yaml",
      `services:\n  a:\n    image: user:secret@${host}/x/y:1\n`,
    );
    const text = await hoverOn(document, "secret");
    assert.match(text, /Not a valid image reference/);
    assert.equal(requests.length, before);
  });
});

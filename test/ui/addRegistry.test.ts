import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { makeCertificate } from "../support/certificate.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { answer, choose, collapseAll, openRow, tooltipOf } from "../support/hands.ts";
import { makeImage } from "../support/images.ts";
import { authorize, push } from "../support/push.ts";
import { type SecureFront, startSecureFront } from "../support/secureFront.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const login = { user: "alice", password: "correct horse battery" };

describe("adding registries in a real VS Code", () => {
  let closed: TestRegistry;
  let open: TestRegistry;
  let secure: readonly SecureFront[];
  let folder: TemporaryFolder;
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    const auth = { kind: "htpasswd", users: { [login.user]: login.password } } as const;
    [open, closed, folder] = await Promise.all([
      startRegistry(),
      startRegistry({ auth }),
      temporaryFolder("workspace"),
    ]);
    const certificate = await makeCertificate({ after });
    await writeFile(join(folder.path, "authority.pem"), certificate.cert);
    secure = await Promise.all([
      startSecureFront(open.url, certificate),
      startSecureFront(open.url, certificate),
    ]);
    const authorization = await authorize(closed.url, "secret/app", login);
    await push({ url: closed.url, repository: "secret/app", authorization }, makeImage(), ["1"]);
    await push({ url: open.url, repository: "team/app" }, makeImage(), ["1"]);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: closed.url }],
    });
    ({ page } = workbench);
    await workbench.openMooring();
  });

  after(async () => {
    await workbench?.close();
    await Promise.all([...(secure ?? []), open, closed].map((server) => server?.stop()));
    await folder?.remove();
  });

  it("adds another account at a host, says when its password is wrong, and puts the focus on its row", async () => {
    await begin(closed.host);
    await answer(page, "To add another account there", "work");
    await answer(page, "User name", login.user);
    await answer(page, "Password", "wrong");
    await page
      .locator(`.quick-input-widget input[placeholder^="${closed.host} does not accept the login"]`)
      .waitFor();
    await workbench.screenshot("add-registry-wrong-password");
    await choose(page, "Change what I typed");
    await answer(page, "Password", login.password);
    const row = workbench.row(`${closed.host} (work)`);
    await row.filter({ hasText: "alice" }).waitFor();
    await focusedRow(`Registry, ${closed.host} (work), alice`);
    await page.keyboard.press("ArrowRight");
    await workbench.row("secret/app").waitFor();
    await workbench.screenshot("add-registry-account");
    await collapseAll(page);
  });

  it("goes on with any certificate when told so, and says it in the tooltip", async () => {
    const [front = assert.fail()] = secure;
    await begin(`https://${front.host}`);
    await choose(page, "Without signing in");
    await page
      .locator(".quick-input-list .monaco-list-row")
      .filter({ hasText: "Accept any certificate" })
      .waitFor();
    await workbench.screenshot("add-registry-certificate");
    await choose(page, "Accept any certificate");
    await openRow(page, workbench.row(front.host));
    await workbench.row("team/app").waitFor();
    await tooltipOf(page, workbench.row(front.host), "Any certificate is accepted.");
    await collapseAll(page);
  });

  it("trusts the certificate authority of a file that is chosen", async () => {
    const [, front = assert.fail()] = secure;
    await begin(`https://${front.host}`);
    await choose(page, "Without signing in");
    await choose(page, "Trust a certificate authority");
    const picker = page.locator(".quick-input-widget").filter({ hasText: "Certificate Authority" });
    const path = picker.locator("input[type=text]").first();
    // It begins at a folder that it writes down itself, when it has read that.
    while (!(await path.inputValue()).startsWith("/")) await page.waitForTimeout(50);
    const isAnswered = () =>
      picker.waitFor({ state: "hidden", timeout: 5000 }).then(
        () => true,
        () => false,
      );
    do {
      // It writes down the folder again when it is asked for a file before it has read the folder.
      await path.fill(join(folder.path, "authority.pem"));
      await workbench.screenshot("add-registry-authority");
      await picker.getByRole("button", { name: "Trust It" }).click();
    } while (!(await isAnswered()));
    await openRow(page, workbench.row(front.host));
    await workbench.row("team/app").waitFor();
    const tooltip = await tooltipOf(page, workbench.row(front.host), `https://${front.host}/`);
    assert.doesNotMatch((await tooltip.textContent()) ?? "", /Any certificate/);
  });

  it("does nothing when the user leaves", async () => {
    await workbench.startCommand("Mooring: Add Registry");
    await page.locator(".quick-input-widget").filter({ hasText: "Docker Hub" }).waitFor();
    await workbench.screenshot("add-registry-kinds");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".monaco-list-row[aria-label^='Registry, ']").count(), 4);
  });

  async function begin(address: string): Promise<void> {
    await workbench.startCommand("Mooring: Add Registry");
    await choose(page, "Any registry");
    await answer(page, "Address of the registry", address);
  }

  async function focusedRow(label: string): Promise<void> {
    await page.locator(`.monaco-list-row.focused[aria-label="${label}"]`).waitFor();
  }
});

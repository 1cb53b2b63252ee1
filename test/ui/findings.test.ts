import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { goServer } from "../goServers.mjs";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { fakeScanners, printing } from "../support/fakeScanners.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { push } from "../support/push.ts";
import { debianImage, opensslVersions } from "../support/scanners/debianImage.ts";
import { realScanners } from "../support/scanners/realScanners.ts";
import { trivyAnswer } from "../support/scanners/trivyAnswer.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const old = debianImage(opensslVersions.old);
const now = debianImage(opensslVersions.upgraded);

/** The real one where test/goServers.mjs has built it, else a fake that says the same. */
const isReal = (["trivy", "grype", "trivyDatabase", "grypeDatabase"] as const).every((name) =>
  existsSync(goServer(name)),
);
type Trivy = { readonly path: string; readonly env: Readonly<Record<string, string>> };

describe(`what ${isReal ? "the real" : "a fake"} Trivy finds in an image, by mouse and keyboard in VS Code`, () => {
  const ends: (() => Promise<unknown> | unknown)[] = [];
  let registry: TestRegistry;
  let trivy: Trivy;
  let folder: TemporaryFolder;
  let workbench: Workbench;

  before(async () => {
    registry = await startRegistry();
    const target = { url: registry.url, repository: "team/app" };
    await push(target, old, ["1.0"]);
    await push(target, now, ["1.1", "stable"]);
    trivy = isReal ? await realTrivy() : await fakeTrivy();
    folder = await temporaryFolder("workspace");
    await writeFile(
      join(folder.path, "compose.yaml"),
      `services:\n  app:\n    image: ${registry.host}/team/app:stable@${old.digest}\n`,
    );
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
      settings: { "editor.stickyScroll.enabled": false },
      machineSettings: { "mooring.scan.trivyPath": trivy.path },
      env: trivy.env,
      size: { width: 1300, height: 900 },
    });
    await workbench.openFile("compose.yaml");
    await image().click();
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
    for (const end of ends) await end();
  });

  const image = () =>
    workbench.page.locator(".editor-instance .view-line span span").filter({ hasText: "team/app" }).first();

  it("S10: the program is named by its version and path before it is run; then its findings are there", async () => {
    await workbench.runCommand("Mooring: Scan Image");
    const view = workbench.webview();
    await view.getByRole("button", { name: "Scan with Trivy" }).waitFor();
    await view.getByText(trivy.path).waitFor();
    await inEveryTheme("findings-ask");
    await view.getByRole("button", { name: "Scan with Trivy" }).click();
    const table = view.getByRole("treegrid", { name: "Findings" });
    await table.getByRole("row", { name: /CVE-2023-5363/ }).waitFor();
    assert.equal(await table.getAttribute("aria-rowcount"), "10");
    await view.getByText("9 findings, 7 with a fix", { exact: true }).waitFor();
  });

  it("a finding is opened by keyboard, with its layer's line of the history; filters and groups narrow", async () => {
    const view = workbench.webview();
    const table = view.getByRole("treegrid", { name: "Findings" });
    await table.focus();
    await workbench.page.keyboard.press("End");
    const pane = view.getByRole("complementary", { name: "Selected finding" });
    await pane.getByRole("heading", { name: /CVE-20/ }).waitFor();
    await view.getByRole("searchbox").fill("lodash");
    await view.getByText("2 of 9 findings shown").waitFor();
    await table.focus();
    await workbench.page.keyboard.press("Home");
    await pane.getByText("COPY node_modules /srv/app/node_modules").waitFor();
    await pane.getByText("3 of 3").waitFor();
    await view.getByRole("searchbox").fill("");
    await view.getByRole("combobox", { name: "Groups" }).click();
    await view.getByRole("option", { name: "By layer" }).click();
    await table.getByRole("row", { name: /Layer 2 RUN apt-get install/ }).waitFor();
    await inEveryTheme("findings");
  });

  it("the hover has the counts with their source, from what is stored", async () => {
    await workbench.openFile("compose.yaml");
    const text = await workbench.hover("team/app", /Findings C 4 · H 3 · M 1 · L 1 \(Trivy, /);
    assert.match(text, /Findings/);
    await inEveryTheme("hover-findings", () => workbench.hover("team/app", /Findings C 4/));
  });

  it("What changed: both are scanned, and exactly what the upgrade mends is fixed", async () => {
    await workbench.openFile("compose.yaml");
    await image().click();
    await workbench.runCommand("Mooring: Show What Changed");
    const view = workbench.webview();
    const section = view.getByRole("region", { name: "Findings" });
    await section.getByText("The new image was not scanned yet.").waitFor();
    await section.getByRole("button", { name: "Scan both" }).click();
    await section.getByText("1 fixed, 0 introduced, 8 unchanged.").waitFor();
    const rows = await section.getByRole("table", { name: "Findings" }).getByRole("row").allTextContents();
    assert.deepEqual(rows.slice(1), ["−fixedH HighCVE-2023-5363libssl33.0.9-13.0.11-1~deb12u2"]);
    await inEveryTheme("compare-findings");
  });

  it("what the workspace's .trivyignore names is left out, and that is said", async () => {
    await writeFile(join(folder.path, ".trivyignore"), "CVE-2021-23337\n");
    await workbench.openFile("compose.yaml");
    await image().click();
    await workbench.runCommand("Mooring: Scan Image");
    const view = workbench.webview();
    await view.getByText("Without what .trivyignore leaves out.").waitFor();
    // The fake leaves nothing out.
    await view.getByText(isReal ? "8 findings, 6 with a fix" : "9 findings, 7 with a fix").waitFor();
  });

  async function realTrivy(): Promise<Trivy> {
    const { bin, env } = await realScanners({ after: (end) => void ends.push(end) }, registry);
    return { path: join(bin, "trivy"), env: { TRIVY_DB_REPOSITORY: env["TRIVY_DB_REPOSITORY"] ?? "" } };
  }

  async function fakeTrivy(): Promise<Trivy> {
    const scanners = await fakeScanners({ after: (end) => void ends.push(end) });
    const [before, after] = [
      trivyAnswer(old, opensslVersions.old),
      trivyAnswer(now, opensslVersions.upgraded),
    ].map((answer) => printing(answer));
    const script = `case "$1" in *${old.digest}) ;; *) ${after}\nexit ;; esac\n${before}`;
    return { path: await scanners.make("trivy", script), env: {} };
  }

  async function inEveryTheme(name: string, again?: () => Promise<unknown>): Promise<void> {
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await again?.();
      await workbench.screenshot(`${name}-${theme.kind}`);
    }
  }
});

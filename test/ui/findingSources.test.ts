import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { goServer } from "../goServers.mjs";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { fakeScanners, printing } from "../support/fakeScanners.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startHarbor } from "../support/harborServer.ts";
import { push } from "../support/push.ts";
import { debianImage, opensslVersions } from "../support/scanners/debianImage.ts";
import { grypeAnswer } from "../support/scanners/grypeAnswer.ts";
import { harborAnswer } from "../support/scanners/harborAnswer.ts";
import { realScanners } from "../support/scanners/realScanners.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const old = debianImage(opensslVersions.old);
const now = debianImage(opensslVersions.upgraded);
/** Others, so that no scan of those above is one of these. */
const platform = { os: "linux", architecture: "arm64" };
const [oldAtHarbor, nowAtHarbor] = [
  debianImage(opensslVersions.old, { platform }),
  debianImage(opensslVersions.upgraded, { platform }),
];

/** The real ones where test/goServers.mjs has built them, else fakes; the fake Grype says what the real one was heard to say. */
const isReal = (["trivy", "grype", "trivyDatabase", "grypeDatabase"] as const).every((name) =>
  existsSync(goServer(name)),
);
type Scanners = { readonly bin: string; readonly env: Readonly<Record<string, string>> };

const login = { user: "alice", password: "s3cret" };
const isFixed = "−fixedH HighCVE-2023-5363libssl33.0.9-13.0.11-1~deb12u2";

describe(`findings by ${isReal ? "the real" : "a fake"} Grype and by Harbor, and packages, in VS Code`, () => {
  const ends: (() => Promise<unknown> | unknown)[] = [];
  const owner = { after: (end: () => Promise<unknown> | unknown) => void ends.unshift(end) };
  let scanners: Scanners;
  let workbench: Workbench;

  before(async () => {
    const registry = await startRegistry();
    owner.after(registry.stop);
    const target = { url: registry.url, repository: "team/app" };
    await push(target, old, ["1.0"]);
    await push(target, now, ["1.1", "stable"]);
    const harbor = await startHarbor({
      users: { [login.user]: login.password },
      projects: {
        shop: {
          members: [login.user],
          repositories: {
            app: [
              {
                tree: oldAtHarbor,
                tags: [{ name: "1.0" }],
                scan: harborAnswer(oldAtHarbor, opensslVersions.old),
              },
              {
                tree: nowAtHarbor,
                tags: [{ name: "stable" }],
                scan: harborAnswer(nowAtHarbor, opensslVersions.upgraded),
              },
            ],
          },
        },
      },
    });
    owner.after(harbor.stop);
    scanners = isReal ? await realOnes(registry) : await fakes();
    const folder = await temporaryFolder("workspace");
    owner.after(folder.remove);
    for (const [name, reference] of [
      ["local", `${registry.host}/team/app:stable@${old.digest}`],
      ["harbor", `${harbor.base.host}/shop/app:stable@${oldAtHarbor.digest}`],
    ] as const) {
      await mkdir(join(folder.path, name));
      const text = `services:\n  app:\n    image: ${reference}\n`;
      await writeFile(join(folder.path, name, "compose.yaml"), text);
    }
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [
        { kind: "oci", url: registry.url, name: "Test registry" },
        { kind: "harbor", url: harbor.base.href, name: "Harbor" },
      ],
      dockerLogins: { [harbor.base.host]: login },
      settings: { "editor.stickyScroll.enabled": false },
      machineSettings: {
        "mooring.scan.trivyPath": join(scanners.bin, "trivy"),
        "mooring.scan.grypePath": join(scanners.bin, "grype"),
      },
      env: scanners.env,
      size: { width: 1300, height: 900 },
    });
    await open("local");
  });

  after(async () => {
    await workbench?.close();
    for (const end of ends) await end();
  });

  const findings = () => workbench.webview().getByRole("treegrid", { name: "Findings" });

  it("of two scanners the person picks Grype; its findings are filtered, and one is opened", async () => {
    await workbench.runCommand("Mooring: Scan Image");
    const view = workbench.webview();
    await view.getByRole("button", { name: "Scan with Trivy" }).waitFor();
    await view.getByText(join(scanners.bin, "grype")).waitFor();
    await view.getByRole("button", { name: "Scan with Grype" }).click();
    await findings()
      .getByRole("row", { name: /GHSA-35jh-r3h4-6jhm/ })
      .waitFor();
    await view
      .locator(".total")
      .getByText(/^Grype /)
      .waitFor();
    assert.equal(await findings().getAttribute("aria-rowcount"), "9");
    await openFinding("CVE-2023-5363", "RUN apt-get install libcurl4 libssl3", "1 of 8 findings shown");
    await inEveryTheme("findings-grype");
  });

  it("What changed by Grype: exactly what the upgrade mends is fixed", async () => {
    await open("local");
    await workbench.runCommand("Mooring: Show What Changed");
    const section = workbench.webview().getByRole("region", { name: "Findings" });
    await section.getByRole("button", { name: "Scan both" }).click();
    // The program was run before, but the other one goes first.
    await section.getByRole("button", { name: "Scan with Grype" }).click();
    await section.getByText("1 fixed, 0 introduced, 7 unchanged.").waitFor();
    assert.deepEqual(await fixedRows(), [isFixed]);
  });

  it("Harbor's report is had without a scan, filtered, and one of its findings is opened", async () => {
    await open("harbor");
    await workbench.runCommand("Mooring: Open Image Details");
    const view = workbench.webview();
    await view.getByRole("tab", { name: "Findings" }).click();
    await view.getByRole("button", { name: /^Ask .* for reports$/ }).click();
    await view.getByText("Trivy v0.51.1, of the registry").waitFor();
    assert.equal(await findings().getAttribute("aria-rowcount"), "10");
    await openFinding("CVE-2023-5363", "libssl3", "1 of 9 findings shown");
    await inEveryTheme("findings-harbor");
  });

  it("What changed by Harbor's reports: exactly what the upgrade mends is fixed", async () => {
    await open("harbor");
    await workbench.runCommand("Mooring: Show What Changed");
    const section = workbench.webview().getByRole("region", { name: "Findings" });
    await section.getByText("Neither image was scanned yet.").waitFor();
    await section.getByRole("button", { name: /^Ask .* for reports$/ }).click();
    await section.getByText("1 fixed, 0 introduced, 8 unchanged.").waitFor();
    assert.deepEqual(await fixedRows(), [isFixed]);
    await inEveryTheme("compare-harbor");
  });

  it("without a scanner the packages are listed on request; looking them up is off, and the setting is a click away", async () => {
    await open("harbor");
    await workbench.runCommand("Mooring: Open Image Details");
    const view = workbench.webview();
    await view.getByRole("tab", { name: "Findings" }).click();
    await view.getByText(/^Reads at most \d/).waitFor();
    await view.getByRole("button", { name: "List packages" }).click();
    const table = view.getByRole("grid", { name: "Packages" });
    await table.getByRole("row", { name: /libssl3 3\.0\.9-1 deb 2/ }).waitFor();
    assert.equal(await table.getAttribute("aria-rowcount"), "10");
    await view.getByText("That is off.").waitFor();
    assert.equal(await view.getByRole("button", { name: "Look up at OSV.dev" }).count(), 0);
    await inEveryTheme("packages-off");
    await view.getByRole("button", { name: "Open the setting" }).click();
    await workbench.page.getByRole("checkbox", { name: "mooring.osv.enabled" }).click();
    await workbench.page.locator(".setting-item-contents.is-configured").first().waitFor();
    // The settings lie over the window.
    await workbench.page.keyboard.press("Escape");
    await view.getByText("That is off.").waitFor({ state: "detached" });
    await view.getByText("the names, versions and ecosystems of 9 packages, and nothing else").waitFor();
    // It is not pressed: nobody outside of this machine is asked by tests.
    await view.getByRole("button", { name: "Look up at OSV.dev" }).waitFor();
    await inEveryTheme("packages-allowed");
  });

  async function open(name: "local" | "harbor"): Promise<void> {
    await workbench.openFile(`${name}/compose.yaml`);
    await workbench.page
      .locator(".editor-instance .view-line span span")
      .filter({ hasText: "/app" })
      .first()
      .click();
  }

  async function openFinding(id: string, told: string, count: string): Promise<void> {
    const view = workbench.webview();
    await view.getByRole("searchbox").fill(id);
    await view.getByText(count).waitFor();
    await findings().focus();
    await workbench.page.keyboard.press("Home");
    const pane = view.getByRole("complementary", { name: "Selected finding" });
    await pane.getByRole("heading", { name: new RegExp(id) }).waitFor();
    await pane.getByText(told, { exact: true }).waitFor();
  }

  async function fixedRows(): Promise<readonly string[]> {
    const section = workbench.webview().getByRole("region", { name: "Findings" });
    const rows = await section.getByRole("table", { name: "Findings" }).getByRole("row").allTextContents();
    return rows.slice(1);
  }

  async function realOnes(registry: TestRegistry): Promise<Scanners> {
    const { bin, env } = await realScanners(owner, registry);
    return { bin, env: { HOME: env["HOME"] ?? "", GRYPE_DB_AUTO_UPDATE: "false" } };
  }

  async function fakes(): Promise<Scanners> {
    const made = await fakeScanners(owner);
    const [before, after] = [
      grypeAnswer(old, opensslVersions.old),
      grypeAnswer(now, opensslVersions.upgraded),
    ].map((answer) => printing(answer));
    await made.make("grype", `case "$1" in *${old.digest}) ;; *) ${after}\nexit ;; esac\n${before}`);
    await made.make("trivy", "exit 1");
    return { bin: made.bin, env: {} };
  }

  async function inEveryTheme(name: string): Promise<void> {
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.screenshot(`${name}-${theme.kind}`);
    }
  }
});

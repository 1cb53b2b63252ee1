import assert from "node:assert/strict";
import { test } from "node:test";
import { useWebviews } from "./browser.ts";
import { digest, failed, loading, manyLayers, nginx, nginxManifest, oneLayer } from "./states.ts";

const open = useWebviews("main");

/** What has the focus: its key, text and whether it is the very element that had it when it was marked. */
function focus(): readonly unknown[] {
  const element = document.activeElement;
  return element instanceof HTMLElement ? [element.dataset["key"], element.dataset["marked"]] : [];
}

function markFocus(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.dataset["marked"] = "yes";
}

const later = { asOf: { age: "14:32", exact: "23 Nov 2026, 14:32:40" }, aliases: ["1.27", "latest"] };

test("says it is ready, and asks for nothing else", async (t) => {
  const { show, intents } = await open(t);
  for (const state of [loading, nginx(), failed, oneLayer]) await show(state);
  assert.deepEqual(await intents(), []);
});

test("loading and failure say what and what next, and offer to retry", async (t) => {
  const { page, show, intents } = await open(t);
  await show(loading);
  await page.getByRole("status").filter({ hasText: "nginx:1.27.3" }).waitFor();
  await show(failed);
  assert.equal(
    await page.getByRole("alert").textContent(),
    "registry.example.com/team/app:2.0registry.example.com did not answer within 60 seconds." +
      "Check the network or the proxy settings, then try again.Retry",
  );
  await page.getByRole("button", { name: "Retry" }).click();
  assert.deepEqual(await intents(), [{ type: "retry" }]);
  await show(nginx());
  assert.equal(await page.getByRole("alert").count(), 0);
});

test("header actions send their intents", async (t) => {
  const { page, show, intents } = await open(t);
  await show(nginx());
  for (const name of [
    "Copy pinned reference",
    "Copy pull command",
    "Open manifest",
    "Copy digest",
    "Copy platform's digest",
  ])
    await page.getByRole("button", { name, exact: true }).click();
  assert.deepEqual(await intents(), [
    { type: "copy", what: "pinned" },
    { type: "copy", what: "pull" },
    { type: "openManifest" },
    { type: "copy", what: "digest" },
    { type: "copy", what: "manifestDigest" },
  ]);
});

test("choosing a platform by mouse posts its digest", async (t) => {
  const { page, show, intents } = await open(t);
  await show(nginx());
  await page.getByRole("combobox", { name: "Platform" }).click();
  await page.getByRole("option", { name: "linux/arm64/v8" }).click();
  assert.deepEqual(await intents(), [{ type: "choosePlatform", digest: nginxManifest("linux/arm64/v8") }]);
});

test("choosing a platform by keyboard posts its digest, and the focus stays while it is read", async (t) => {
  const { page, show, intents } = await open(t);
  await show(nginx());
  const platform = page.getByRole("combobox", { name: "Platform" });
  await platform.focus();
  await page.keyboard.press("ArrowDown");
  assert.deepEqual(await intents(), [{ type: "choosePlatform", digest: nginxManifest("linux/arm/v5") }]);
  await show(nginx("linux/amd64", { busy: true }));
  assert.deepEqual(await page.evaluate(focus), ["platform", undefined]);
  assert.match(await platform.ariaSnapshot(), /: linux\/arm\/v5$/, "what was chosen stays while it is read");
  await page.getByRole("status").filter({ hasText: "Reading" }).waitFor();
  await show(nginx("linux/arm/v5"));
  assert.deepEqual(await page.evaluate(focus), ["platform", undefined]);
  assert.equal(await page.getByText("Reading").count(), 0);
});

test("a choice that the host did not follow is taken back", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  const platform = page.getByRole("combobox", { name: "Platform" });
  await platform.focus();
  await page.keyboard.press("ArrowDown");
  await show(nginx());
  assert.match(await platform.ariaSnapshot(), /: linux\/amd64$/);
});

test("an open list of platforms stays open when a new state arrives", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  await page.getByRole("combobox", { name: "Platform" }).click();
  await show(nginx("linux/amd64", later));
  assert.ok(await page.getByRole("option", { name: "linux/s390x" }).isVisible());
});

test("nothing covers the open list of platforms", async (t) => {
  const { page, show, intents } = await open(t, { size: { width: 900, height: 500 } });
  await show(nginx());
  await page.getByRole("combobox", { name: "Platform" }).click();
  for (const option of await page.getByRole("option", { name: /^linux/ }).all())
    await option.click({ trial: true });
  assert.deepEqual(await intents(), []);
});

test("focus and selection stay on the same element when nothing about it has changed", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  for (const key of ["row", "segment", "copy-digest", "copy-layer", "command"]) {
    await page.locator(`[data-key="${key}"]`).focus();
    await page.evaluate(markFocus);
    await show(nginx("linux/amd64", later));
    await show(nginx());
    assert.deepEqual(await page.evaluate(focus), [key, "yes"]);
  }
  assert.equal(await page.locator(".step[aria-selected=true] .number").textContent(), "2");
});

test("another platform keeps the focus and the selected step, whose digest is another", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  await page.locator(".step").nth(6).click();
  for (const key of ["row", "segment", "copy-layer"]) {
    await page.locator(`[data-key="${key}"]`).focus();
    await show(nginx("linux/arm64/v8"));
    assert.deepEqual(await page.evaluate(focus), [key, undefined]);
    assert.equal(await page.locator(".step[aria-selected=true] .number").textContent(), "4");
    await page.locator(".pane").getByTitle(digest("nginx linux/arm64/v8 4"), { exact: true }).waitFor();
    await show(nginx());
  }
});

test("a selected layer is found again by its digest when it has moved", async (t) => {
  const { page, show } = await open(t);
  const state = nginx();
  await show(state);
  await page.locator(".step").nth(6).click();
  const { layers } = state.image;
  await show({ ...state, image: { ...state.image, layers: { ...layers, rows: layers.rows.slice(2) } } });
  assert.equal(await page.locator(".step[aria-selected=true] .number").textContent(), "4");
});

test("scrolling stays when a new state arrives", async (t) => {
  const { page, show } = await open(t);
  const state = manyLayers();
  assert.ok(state.kind === "image");
  await show(state);
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, 1500);
  await page.waitForFunction(() => window.scrollY === 1500);
  await show({ ...state, image: { ...state.image, facts: [...state.image.facts], busy: true } });
  assert.equal(await page.evaluate(() => window.scrollY), 1500);
});

test("U06: tab, row and scrolling are saved and come back, with the reference to open again", async (t) => {
  const first = await open(t);
  await first.show(manyLayers());
  await first.page.locator(".step").nth(20).click();
  await first.page.getByRole("tab", { name: "Configuration" }).click();
  await first.page.getByRole("tab", { name: "Layers" }).click();
  await first.page.mouse.move(400, 400);
  await first.page.mouse.wheel(0, 300);
  await first.page.waitForFunction(() => window.scrollY > 0);
  const scrolled = await first.page.waitForFunction(
    () =>
      (globalThis as unknown as { seen: { saved: { scroll: number } } }).seen.saved.scroll === window.scrollY,
  );
  await scrolled.dispose();
  const { saved } = await first.seen();
  const { scroll, ...rest } = saved as { scroll: number };
  assert.ok(scroll > 0);
  assert.deepEqual(rest, {
    tab: "layers",
    row: 20,
    digest: digest("many 21"),
    reference: "docker.io/library/nginx:1.27.3",
  });

  const second = await open(t, { saved });
  await second.show(loading);
  await second.show(manyLayers());
  assert.equal(await second.page.locator(".step[aria-selected=true] .number").textContent(), "21");
  assert.equal(await second.page.evaluate(() => window.scrollY), scroll);
  const third = await open(t, { saved: { ...rest, tab: "labels" } });
  await third.show(nginx());
  assert.equal(await third.page.getByRole("tab", { selected: true }).textContent(), "Labels 6");
  assert.ok(await third.page.getByText("org.opencontainers.image.url").isVisible());
});

test("a saved view of another making is as good as none", async (t) => {
  for (const saved of [null, "layers", 5, { tab: "__proto__", row: "1", digest: 7, scroll: "far" }]) {
    const { page, show } = await open(t, { saved });
    await show(nginx());
    assert.equal(await page.getByRole("tab", { selected: true }).textContent(), "Layers 7");
    assert.equal(await page.locator(".step[aria-selected=true] .number").textContent(), "2");
  }
});

test("tabs come and go with their content, and the open one comes back", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  await page.getByRole("tab", { name: "Labels" }).click();
  await show(oneLayer);
  assert.deepEqual(await page.getByRole("tab").allTextContents(), [
    "Layers 1",
    "Configuration ",
    "Attached ",
  ]);
  assert.equal(await page.getByRole("tab", { selected: true }).textContent(), "Layers 1");
  assert.ok(await page.locator(".steps").isVisible());
  await show(nginx());
  assert.equal(await page.getByRole("tab", { selected: true }).textContent(), "Labels 6");
});

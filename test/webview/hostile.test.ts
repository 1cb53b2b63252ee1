import assert from "node:assert/strict";
import { test } from "node:test";
import type { DetailsState } from "../../src/protocol/details.ts";
import { attachedView, chartContents } from "./attachedStates.ts";
import { bundleWebview, useWebviews } from "./browser.ts";
import { detailsOf, encodeRows, found as foundFindings, rows, rowsOf } from "./findingStates.ts";
import { payloads, poison, strangeMessages } from "./poison.ts";
import { dockerfile, failed, found, loading, nginx, nginxLike, shared } from "./states.ts";

const open = useWebviews("main");

/** What a registry's text could have made in the page: elements that load or run, and handlers. */
function findIntruders(): readonly string[] {
  const found = document.querySelectorAll(
    ".details :is(a, audio, base, embed, form, iframe, img, link, meta, object, script, style, svg, video)",
  );
  const handlers = [...document.querySelectorAll(".details *")].flatMap((element) =>
    [...element.attributes].filter(
      ({ name }) => name.startsWith("on") || name === "style" || name === "href",
    ),
  );
  const known = /^(--pane|flex-grow|inline-size|grid-column|block-size|width): [^;]*;?( grid-row: [^;]*;)?$/;
  return [
    ...[...found].map((element) => element.outerHTML),
    ...handlers
      .filter(({ name, value }) => !(name === "style" && known.test(value)))
      .map(({ name, value }) => `${name}=${value}`),
  ];
}

function states(text: string): readonly DetailsState[] {
  const findings = foundFindings(5, { chosen: detailsOf(0) });
  const whole = nginxLike(
    { base: found },
    {
      notice: "Notice",
      sharing: shared(3, 5),
      dockerfile,
      findings,
      attached: attachedView(),
      contents: chartContents,
    },
  );
  return [loading, failed, whole].map((state) => poison(state, text));
}

/** What the page shows of what tags share. */
function sharedWords(): readonly string[] {
  const { text, alone, notes, columns, rows, unread, pull } = shared(3, 5).view;
  return [
    text,
    alone,
    ...notes,
    ...columns.map(({ name }) => name),
    ...rows.flatMap((row) => [row.size, row.text]),
    ...unread.flatMap(({ key, value }) => [key, value]),
    ...(pull === undefined ? [] : [pull.text, ...pull.choices.map(({ name }) => name)]),
  ];
}

/** What the page shows of findings. */
function findingWords(): readonly string[] {
  const { report } = foundFindings(5);
  const { title, facts, description, command = "", links } = detailsOf(0);
  return [
    ...(report === undefined ? [] : [report.text, report.source, report.split ?? ""]),
    ...rows(5).flatMap((row) => [row.id, row.package, row.installed]),
    ...[title, description, command, ...links, ...facts.flatMap(({ key, value }) => [key, value])],
  ];
}

/** What the page shows of what is attached and of contents, but for what is folded away. */
function attachedWords(): readonly string[] {
  const { text, notes, items } = attachedView().view;
  const { title, facts, rows } = chartContents.view;
  return [
    title,
    ...facts.flatMap(({ key, value }) => [key, value]),
    ...rows.flatMap(({ name, note, size }) => [name, note, size]),
    text,
    ...notes,
    ...items.flatMap(({ label, size, warning, facts }) => [
      label,
      size,
      ...(warning === undefined ? [] : [warning]),
      ...facts.flatMap(({ key, value }) => [key, value]),
    ]),
  ];
}

for (const payload of payloads) {
  test(`U01, U03: is text and nothing else: ${payload}`, async (t) => {
    const { page, show, post } = await open(t);
    for (const state of states(payload)) {
      await show(state);
      const { rows: _, ...message } = rowsOf(5);
      await post({
        ...poison(message, payload, ["type"]),
        rows: encodeRows(poison(rows(5), payload, [])),
      });
      assert.deepEqual(await page.evaluate(findIntruders), []);
    }
    const text = (await page.textContent(".details")) ?? "";
    const { image } = nginx();
    const shown = [
      image.registryAndNamespace,
      image.name,
      ...image.aliases,
      image.kindText,
      image.host,
      ...image.platforms.map(({ label }) => label),
      "Notice",
      ...image.facts.flatMap(({ label, value }) => [label, value]),
      ...image.layers.rows
        .flatMap(({ instruction, summary, size }) => [instruction, summary, size])
        .filter(Boolean),
      ...image.configuration.flatMap(({ title, values }) => [title, ...values]),
      ...image.labels.flatMap(({ key, value }) => [key, value]),
      ...attachedWords(),
      found.text,
      dockerfile.text,
      dockerfile.note,
      ...sharedWords(),
      ...findingWords(),
    ];
    for (const words of shown) assert.ok(text.includes(`${words}${payload}`), words);
  });
}

test("R10: names of one long word do not widen the page, whatever tab is open", async (t) => {
  const { page, show } = await open(t, { size: { width: 900, height: 700 } });
  const [, , whole] = states(` ${"longword".repeat(30)}`);
  assert.ok(whole !== undefined);
  await show(whole);
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth),
      900,
      (await tab.textContent()) ?? "",
    );
  }
});

test("U02: a value may be opened only by its number", async (t) => {
  const { page, show, intents } = await open(t, { saved: { tab: "labels" } });
  await show(nginx());
  await page.getByRole("link", { name: "https://hub.docker.com/_/nginx" }).click();
  assert.deepEqual(await intents(), [{ type: "openLink", link: 1 }]);
});

test("U04: ignores messages that are no state", async (t) => {
  const { page, post, show } = await open(t);
  await show(nginx());
  const before = await page.textContent(".details");
  for (const message of strangeMessages) await post(message);
  assert.equal(await page.textContent(".details"), before);
});

test("the bundle stays small", async () => {
  const { script, style } = await bundleWebview("main");
  assert.ok(script.length > 0 && script.length < 200_000, `script: ${script.length}`);
  assert.ok(style.length > 0 && style.length < 30_000, `style: ${style.length}`);
});

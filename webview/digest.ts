import { el, linkButton } from "./element.ts";

/** `sha256:bc5eac5eafc5…8c1d`: enough to recognise a digest by. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(":");
  const hex = digest.slice(colon + 1);
  return hex.length <= 20 ? digest : `${digest.slice(0, colon + 13)}…${hex.slice(-4)}`;
}

/** A digest in short, whole in its tooltip, with a button that copies it. `name` says which one it is. */
export function digestLine(digest: string, name: string, key: string, copy: () => void): HTMLElement {
  return el(
    "span",
    { class: "digest" },
    el("span", { class: "mono", title: digest }, shortDigest(digest)),
    linkButton("copy", { "aria-label": `Copy ${name}`, title: `Copy ${name}` }, key, copy),
  );
}

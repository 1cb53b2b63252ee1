/** Makes elements out of text and harmless attributes: nothing here can parse HTML or name something to load. */
import type {} from "./toolkit.ts";

type Tag =
  | (
      | "aside"
      | "button"
      | "dd"
      | "div"
      | "dl"
      | "dt"
      | "h1"
      | "h2"
      | "header"
      | "input"
      | "main"
      | "p"
      | "pre"
      | "section"
    )
  | ("span" | "table" | "tbody" | "td" | "th" | "thead" | "tr" | "wbr")
  | (keyof HTMLElementTagNameMap & `vscode-${string}`);

type Attribute =
  | (
      | "appearance"
      | "class"
      | "hidden"
      | "id"
      | "placeholder"
      | "role"
      | "scope"
      | "selected"
      | "slot"
      | "tabindex"
      | "title"
      | "type"
      | "value"
    )
  | `aria-${string}`
  | `data-${string}`;

/** Attributes by name; those that are undefined are left out. */
export type Attributes = { readonly [name in Attribute]?: string | undefined };

/** Text or a node; undefined is left out. */
export type Child = Node | string | undefined;

/** An element with these attributes and children. */
export function el<T extends Tag>(
  tag: T,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A button that looks like a link, for small actions inside text. `key`: see region.ts. */
export function linkButton(text: string, attributes: Attributes, key: string, act: () => void): HTMLElement {
  const button = el("button", { type: "button", class: "link", "data-key": key, ...attributes }, text);
  button.addEventListener("click", act);
  return button;
}

/** A remark that concerns what stands below it. */
export function noticeBox(text: string): HTMLElement {
  return el("p", { class: "notice", role: "note" }, text);
}

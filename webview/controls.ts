/** Fields to filter by and buttons that stay pressed; how they look is in controls.css. */
import { type Child, el } from "./element.ts";

/**
 * A field to filter or search by. `take` gets the text `pause` milliseconds after it was typed last; `show` puts a text in
 * unless the person is in the field. `key`: see region.ts.
 */
export function filterField({
  label,
  placeholder = label,
  key,
  pause,
  take,
}: {
  readonly label: string;
  readonly placeholder?: string;
  readonly key: string;
  readonly pause: number;
  readonly take: (text: string) => void;
}) {
  const element = el("input", {
    type: "search",
    class: "field",
    placeholder,
    "aria-label": label,
    "data-key": key,
  });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  element.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => take(element.value), pause);
  });
  return {
    element,
    show: (text: string): void => {
      if (document.activeElement !== element && element.value !== text) element.value = text;
    },
  };
}

/** A button that stays pressed until it is pressed again. `key`: see region.ts. */
export function pressButton(
  key: string,
  isPressed: boolean,
  act: () => void,
  ...children: readonly Child[]
): HTMLElement {
  const attributes = {
    type: "button",
    class: "press",
    "aria-pressed": String(isPressed),
    "data-key": key,
  } as const;
  const button = el("button", attributes, ...children);
  button.addEventListener("click", act);
  return button;
}

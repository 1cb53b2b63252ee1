import { type Event, window } from "vscode";
import { iconless, plain } from "./markdown.ts";

/** Milliseconds without a key after which what was typed is used. */
const pause = 150;

/**
 * Asks for a filter and uses it while it is typed; `narrow` gives a sentence on what came of it. What was typed stays
 * when it is accepted or a row is chosen meanwhile (`onDidChoose`); leaving the input brings back what was before.
 */
export async function askFilter(
  title: string,
  before: string,
  narrow: (text: string) => Promise<string>,
  onDidChoose: Event<void>,
  placeholder = "Part of a name; nothing shows all",
): Promise<void> {
  const input = window.createInputBox();
  const { promise, resolve } = Promise.withResolvers<string>();
  let timer: NodeJS.Timeout | undefined;
  let used = before;
  const use = async (text: string) => {
    used = text;
    input.prompt = plain(await narrow(text));
  };
  input.title = iconless(title);
  input.placeholder = placeholder;
  input.value = before;
  // Looking at the rows must not close it.
  input.ignoreFocusOut = true;
  input.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => void use(text), pause);
  });
  input.onDidAccept(() => resolve(input.value));
  input.onDidHide(() => resolve(before));
  const choosing = onDidChoose(() => resolve(input.value));
  input.show();
  const text = await promise;
  clearTimeout(timer);
  choosing.dispose();
  input.dispose();
  if (text !== used) await narrow(text);
}

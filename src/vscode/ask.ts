/** Questions in the quick input. The flows that ask know only the types of this file, so that tests can answer. */
import {
  type Disposable,
  type InputBox,
  ProgressLocation,
  type QuickInput,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  window,
} from "vscode";
import { delay } from "../core/async.ts";
import { explainInOne } from "../core/explain.ts";
import { log } from "./log.ts";
import { iconless, plain } from "./markdown.ts";

/** What came back: a value, or the wish to go back a step, or undefined when the user left. */
export type Answer<T> = { readonly value: T } | "back" | undefined;

export type Option<T> = {
  readonly label: string;
  readonly detail?: string;
  readonly description?: string;
  readonly value: T;
};

export type ChoiceQuestion<T> = {
  readonly title: string;
  readonly placeholder: string;
  readonly options: readonly Option<T>[];
  readonly canGoBack?: boolean;
};

export type TextQuestion = {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly isSecret?: boolean;
  readonly canGoBack?: boolean;
  /** Why the text cannot be taken, in one sentence. */
  readonly check?: (text: string) => string | undefined;
};

export type SearchQuestion<T> = {
  readonly title: string;
  readonly placeholder: string;
  /** What is found for a text, in order; cancelled when the text changes. */
  readonly find: (text: string, signal: AbortSignal) => Promise<readonly Option<T>[]>;
};

/** What is about to be lost, for a yes or no. */
export type Confirmation = {
  readonly question: string;
  readonly detail: string;
  /** The button that does it. */
  readonly action: string;
};

/** Tells how far work has come: what is done now, and what part of the whole is done, from 0 to 1. */
export type Report = (now: string, part: number) => void;

export type Ask = {
  choose<T>(question: ChoiceQuestion<T>): Promise<Answer<T>>;
  /** Any number of the options; undefined when the user left. */
  chooseMany<T>(question: ChoiceQuestion<T>): Promise<readonly T[] | undefined>;
  text(question: TextQuestion): Promise<Answer<string>>;
  /** One of what is found while the user types; undefined when the user left. */
  search<T>(question: SearchQuestion<T>): Promise<T | undefined>;
  /** A file of this machine by its path; undefined when the user left. */
  file(title: string, accept: string): Promise<string | undefined>;
  /** Does the work behind a progress that can be cancelled; cancelled work rejects with an AbortError. */
  working<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** As working(), for work that tells how far it has come. */
  progressing<T>(title: string, work: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T>;
  /** Whether to go on with what cannot be undone; the one question that stands in the way of everything else. */
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** Says in the status bar what was done. */
  say(text: string): void;
  /** Warns of a failure that did not stop the work. */
  warn(failure: unknown): void;
};

/** The quick input of VS Code. */
export const quickInput: Ask = {
  choose: async <T>(question: ChoiceQuestion<T>) => {
    const chosen = await pick(question, false);
    if (chosen === "back" || chosen === undefined) return chosen;
    return chosen[0] && { value: chosen[0].value };
  },
  chooseMany: async <T>(question: ChoiceQuestion<T>) => {
    const chosen = await pick(question, true);
    return chosen === "back" ? undefined : chosen?.map(({ value }) => value);
  },
  text: askText,
  search,
  file: async (title, accept) => {
    const chosen = await window.showOpenDialog({ title, openLabel: accept });
    return chosen?.[0]?.fsPath;
  },
  working,
  progressing,
  confirm: async ({ question, detail, action }) =>
    (await window.showWarningMessage(plain(question), { modal: true, detail: plain(detail) }, action)) ===
    action,
  say: (text) => {
    window.setStatusBarMessage(iconless(text), saidFor);
  },
  warn: (failure) => {
    const text = explainInOne(failure);
    log.warn(text);
    void window.showWarningMessage(plain(text));
  },
};

/** Milliseconds that what was done stands in the status bar: time to look there after a copy that took long. */
const saidFor = 8000;

/** Milliseconds of work that nobody need be told of. */
const patience = 400;

/** Work that ends soon shows nothing: a progress that comes and goes at once only disturbs. */
async function working<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const running = work(controller.signal);
  const ended = running.then(
    () => true,
    () => true,
  );
  if (await Promise.race([ended, delay(patience).then(() => false)])) return running;
  const options = { location: ProgressLocation.Notification, title: plain(title), cancellable: true };
  return window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => controller.abort());
    return running;
  });
}

function progressing<T>(
  title: string,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title: plain(title), cancellable: true };
  return Promise.resolve(
    window.withProgress(options, (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let done = 0;
      return work(controller.signal, (now, part) => {
        const percent = Math.max(done, Math.min(100, Math.floor(part * 100)));
        progress.report({ message: plain(now), increment: percent - done });
        done = percent;
      });
    }),
  );
}

type Item<T> = QuickPickItem & { readonly value: T };

/** Milliseconds without a key before a search begins. */
const pause = 300;

async function search<T>({ title, placeholder, find }: SearchQuestion<T>): Promise<T | undefined> {
  const input = window.createQuickPick<QuickPickItem & { readonly value?: T }>();
  input.placeholder = iconless(placeholder);
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  let current = new AbortController();
  const searchFor = async (text: string, { signal }: AbortController) => {
    try {
      await delay(pause, signal);
      const found = await find(text, signal);
      // What the registry found stays, whatever VS Code's own filter would think of it.
      input.items = found.map((option) => ({ ...itemOf(option), alwaysShow: true }));
    } catch (failure) {
      if (signal.aborted) return;
      input.items = [{ label: `$(warning) ${iconless(explainInOne(failure))}`, alwaysShow: true }];
    }
    input.busy = false;
  };
  const typing = input.onDidChangeValue((text) => {
    current.abort();
    current = new AbortController();
    input.busy = text.trim() !== "";
    if (input.busy) void searchFor(text.trim(), current);
    else input.items = [];
  });
  const chosen = await shown<T>(input, title, false, (accept) =>
    input.onDidAccept(() => {
      const value = input.selectedItems[0]?.value;
      if (value !== undefined) accept(value);
    }),
  );
  current.abort();
  typing.dispose();
  return chosen === "back" ? undefined : chosen;
}

function itemOf<T>({ label, detail, description, value }: Option<T>): Item<T> {
  return {
    label: iconless(label),
    ...(detail !== undefined && { detail: iconless(detail) }),
    ...(description !== undefined && { description: iconless(description) }),
    value,
  };
}

function pick<T>(
  { title, placeholder, options, canGoBack }: ChoiceQuestion<T>,
  many: boolean,
): Promise<readonly Item<T>[] | "back" | undefined> {
  const input: QuickPick<Item<T>> = window.createQuickPick<Item<T>>();
  input.placeholder = iconless(placeholder);
  input.canSelectMany = many;
  input.matchOnDetail = true;
  input.items = options.map(itemOf);
  if (many) input.selectedItems = input.items;
  return shown(input, title, canGoBack, (accept) => input.onDidAccept(() => accept(input.selectedItems)));
}

async function askText({
  title,
  prompt,
  placeholder = "",
  value = "",
  isSecret = false,
  canGoBack,
  check = () => undefined,
}: TextQuestion): Promise<Answer<string>> {
  const input: InputBox = window.createInputBox();
  input.prompt = plain(prompt);
  input.placeholder = placeholder;
  input.value = value;
  input.password = isSecret;
  // A validation message makes links as a notification does.
  const problemOf = (text: string) => {
    const problem = check(text);
    return problem === undefined ? undefined : plain(problem);
  };
  const typing = input.onDidChangeValue((text) => {
    input.validationMessage = text === "" ? undefined : problemOf(text);
  });
  const text = await shown<string>(input, title, canGoBack, (accept) =>
    input.onDidAccept(() => {
      input.validationMessage = problemOf(input.value);
      if (input.validationMessage === undefined) accept(input.value);
    }),
  );
  typing.dispose();
  return text === "back" || text === undefined ? text : { value: text };
}

/** Shows an input until it is accepted, left, or its back button is pressed. */
function shown<T>(
  input: QuickInput & {
    buttons: readonly QuickInputButton[];
    onDidTriggerButton: (listener: (button: QuickInputButton) => void) => Disposable;
  },
  title: string,
  canGoBack: boolean | undefined,
  onAccept: (accept: (value: T) => void) => Disposable,
): Promise<T | "back" | undefined> {
  input.title = iconless(title);
  // Looking something up elsewhere, such as a password, must not lose what was typed.
  input.ignoreFocusOut = true;
  input.buttons = canGoBack ? [QuickInputButtons.Back] : [];
  const { promise, resolve } = Promise.withResolvers<T | "back" | undefined>();
  onAccept(resolve);
  input.onDidTriggerButton(() => resolve("back"));
  input.onDidHide(() => resolve(undefined));
  input.show();
  return promise.finally(() => input.dispose());
}

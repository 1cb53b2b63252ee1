import type {
  FileAction,
  FileHandle,
  FilesAsk,
  FilesIntent,
  FilesSeek,
  FilesWish,
} from "../../protocol/files.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The most folders that a page may say to be open, and the longest text to look for. */
const mostFolders = 5000;
const longestText = 1000;
const longestKey = 20_000;

const fileActions: readonly FileAction[] = ["openFile", "saveFile", "copyFilePath"];

/** The intent about files in a message, or undefined when it is none: its sender may be anyone (U04). */
export function readFilesIntent(message: object): FilesIntent | undefined {
  const { type, ask, file, key, from } = message as Fields;
  if (type === "openFiles" || type === "listFiles") return { type };
  if (type === "askWaste") return isKey(key) && isPlace(from) ? { type, key, from } : undefined;
  if (type === "askFiles") {
    const read = readAsk(fieldsOf(ask));
    return read && { type, ask: read };
  }
  const action = fileActions.find((one) => one === type);
  const handle = readHandle(fieldsOf(file));
  return action && handle && { type: action, file: handle };
}

function readAsk({ number, wish, from, seek }: Fields): FilesAsk | undefined {
  const read = readWish(fieldsOf(wish));
  if (!isPlace(number) || !isPlace(from) || read === undefined) return undefined;
  const sought = readSeek(fieldsOf(seek));
  return { number, wish: read, from, ...(sought !== undefined && { seek: sought }) };
}

function readWish({ scope, layer, text, isChanged, order, open, shut }: Fields): FilesWish | undefined {
  const isKnown = scope === "all" || scope === "upTo" || scope === "only";
  const isOrder = order === "name" || order === "size";
  if (!isKnown || !isOrder || !isPlace(layer) || typeof isChanged !== "boolean" || !isText(text))
    return undefined;
  if (!isKeys(open) || !isKeys(shut)) return undefined;
  return { scope, layer, text, isChanged, order, open, shut };
}

function readSeek({ key, start, at }: Fields): FilesSeek | undefined {
  if (!isPlace(at)) return undefined;
  if (isKey(key)) return { key, at };
  return isText(start) && start !== "" ? { start, at } : undefined;
}

function readHandle({ row, key }: Fields): FileHandle | undefined {
  return isPlace(row) && isKey(key) ? { row, key } : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isPlace(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= longestText;
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value.length <= longestKey;
}

function isKeys(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= mostFolders && value.every(isKey);
}

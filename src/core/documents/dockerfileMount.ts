/**
 * The value of `RUN --mount`: `key=value` fields, as comma-separated values.
 * https://docs.docker.com/reference/dockerfile/#run---mount
 */
import { type Placed, pickPlaced, slicePlaced } from "./dockerfilePlaced.ts";

/** The image or stage that a mount takes its files from; undefined when it has none or is malformed. */
export function mountSource(value: Placed): Placed | undefined {
  const sources = (splitFields(value) ?? []).filter(({ text }) => /^from=/i.test(text));
  const last = sources.at(-1);
  return last && slicePlaced(last, "from=".length);
}

function splitFields(value: Placed): readonly Placed[] | undefined {
  const fields: Placed[] = [];
  for (let at = 0; at <= value.text.length; ) {
    const field = value.text[at] === '"' ? quotedField(value, at) : bareField(value, at);
    if (field === undefined) return undefined;
    fields.push(field.content);
    at = field.end + 1;
  }
  return fields;
}

type Field = { readonly content: Placed; readonly end: number };

function bareField(value: Placed, start: number): Field | undefined {
  const comma = value.text.indexOf(",", start);
  const end = comma === -1 ? value.text.length : comma;
  const content = slicePlaced(value, start, end);
  return content.text.includes('"') ? undefined : { content, end };
}

/** A field in quotes, which doubled quotes stand for themselves in. */
function quotedField(value: Placed, start: number): Field | undefined {
  const indices: number[] = [];
  for (let at = start + 1; at < value.text.length; at++) {
    if (value.text[at] !== '"') indices.push(at);
    else if (value.text[at + 1] === '"') indices.push(++at);
    else {
      const end = at + 1;
      const closed = end === value.text.length || value.text[end] === ",";
      return closed ? { content: pickPlaced(value, indices), end } : undefined;
    }
  }
  return undefined;
}

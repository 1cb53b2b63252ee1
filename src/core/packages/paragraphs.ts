/**
 * Files of paragraphs with fields, `Name: value`, as Debian's control files and the headers of Python's packages have
 * them. https://www.debian.org/doc/debian-policy/ch-controlfields.html#syntax-of-control-files
 */

/** The wanted fields of each paragraph; lines that go on a field are left out. */
export function* paragraphsOf(
  text: string,
  wanted: ReadonlySet<string>,
): Generator<ReadonlyMap<string, string>, void> {
  let fields = new Map<string, string>();
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end).trimEnd();
    start = end + 1;
    const colon = line.indexOf(":");
    if (line === "") {
      if (fields.size > 0) yield fields;
      fields = new Map();
    } else if (colon > 0 && line[0] !== " " && line[0] !== "\t") {
      const name = line.slice(0, colon);
      if (wanted.has(name) && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
    }
  }
  if (fields.size > 0) yield fields;
}

/**
 * JSON with comments, as dev containers have it. JSON is YAML, and YAML allows a comma behind the last item: without
 * the comments the YAML parser, with all of its limits, reads such a file. https://containers.dev/implementors/spec/
 */

/** The text with blanks in place of its comments, of the same length and with the same lines. */
export function hideComments(text: string): string {
  return text.replace(stringOrComment, (part) =>
    part.startsWith('"') ? part : part.replace(/[^\r\n]/g, " "),
  );
}

/** A string ends at its line's end, should its quote be missing; so does no comment but `//`. */
const stringOrComment = /"(?:[^"\\\r\n]|\\[^\r\n])*"?|\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/g;

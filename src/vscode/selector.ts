import type { DocumentSelector } from "vscode";

/**
 * The documents that providers are registered for: wider than container files, because a compose file may have the
 * language id of plain YAML. DocumentIndex decides which of them are.
 */
export const containerFiles: DocumentSelector = [
  { language: "dockerfile" },
  { language: "dockercompose" },
  { language: "yaml" },
  { pattern: "**/*[Dd]ockerfile*" },
  { pattern: "**/*[Cc]ontainerfile*" },
];

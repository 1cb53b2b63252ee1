/**
 * The entry of a worker thread for the module at the URL `own`: from the sources the file of that name beside it; in the
 * bundle an entry of its own, and the module may be in a chunk. `bundled` is the entry's name there.
 */
export function workerUrl(own: string, bundled: string, source = bundled): URL {
  if (own.endsWith(".ts")) return new URL(`./${source}.ts`, own);
  return new URL(/\/chunks\/[^/]*$/.test(own) ? `../${bundled}.js` : `./${bundled}.js`, own);
}

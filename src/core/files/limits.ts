/** How much of one layer is looked at (reliability 1.4, R12). What is beyond is left out, and said to be. */
export type Limits = {
  readonly entries: number;
  /** Bytes of the archive. */
  readonly bytes: number;
  /** Bytes of the archive for each compressed one, once the archive has `ratioFrom` bytes. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Bytes of one name or link. */
  readonly name: number;
  /** Bytes of all names and links. */
  readonly names: number;
};

export const standardLimits: Limits = {
  entries: 200_000,
  bytes: 1024 ** 3,
  ratio: 200,
  // A large file of zeros is no attack.
  ratioFrom: 256 * 1024 ** 2,
  name: 4096,
  names: 64 * 1024 ** 2,
};

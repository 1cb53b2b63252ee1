import { type Browser, chromium } from "playwright-core";
import { findProgram } from "../setup.mjs";

const programs = ["chromium", "chromium-browser", "google-chrome"];

/** Chromium as the machine has it, without a window. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findProgram(programs);
  if (executablePath === undefined) throw new Error(`None of ${programs.join(", ")} is on PATH.`);
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    args: [
      ...(isRoot ? ["--no-sandbox"] : []),
      ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
    ],
  });
}

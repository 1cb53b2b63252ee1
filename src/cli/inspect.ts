import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { imageJson, printImage } from "./image.ts";
import { imageArgument, platformOption } from "./imageArgument.ts";
import { printJson } from "./output.ts";

/** Shows one image: layers beside the commands that made them, configuration, labels. */
export const inspect: Command = {
  name: "inspect",
  operands: "REF",
  least: 1,
  most: 1,
  summary: "show an image: layers, history, configuration",
  options: { platform: platformOption },
  run: inspectOne,
};

async function inspectOne(args: Arguments, world: World): Promise<ExitCode> {
  const image = await imageArgument(args.operands[0] ?? "", args, world);
  if (image === undefined) return 2;
  if (args.json) printJson(world.stdout, imageJson(image));
  else printImage(image, world.stdout);
  return 0;
}

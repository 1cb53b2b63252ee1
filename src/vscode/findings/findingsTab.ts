import { env, Uri } from "vscode";
import type { ImageModel } from "../../core/image/model.ts";
import type { Report } from "../../core/scanning/finding.ts";
import type { FindingsIntent, FindingsMessage } from "../../protocol/findings.ts";
import { showFailure } from "../commands.ts";
import { saveReport } from "./exporting.ts";
import { linksOf } from "./findingView.ts";
import { type FindingsParts, ImageFindings, type KnownFindings } from "./imageFindings.ts";
import { findingRows, keyOfReport } from "./reportView.ts";

/** The findings tab of one panel: what it shows, and what it does on the webview's intents. */
export class FindingsTab {
  readonly #parts: FindingsParts;
  readonly #findings: ImageFindings;
  readonly #post: (message: FindingsMessage) => void;
  #image: ImageModel | undefined;
  #isWished = false;

  /** `post` sends what stands beside the state. */
  constructor(parts: FindingsParts, onChange: () => void, post: (message: FindingsMessage) => void) {
    this.#parts = parts;
    this.#findings = new ImageFindings(parts, onChange);
    this.#post = post;
  }

  get state(): KnownFindings & { readonly mayRun: boolean } {
    return { ...this.#findings.state, mayRun: this.#parts.mayRun() };
  }

  /** Turns to an image. */
  show(image: ImageModel): void {
    this.#image = image;
    this.#findings.show(image);
    if (this.#isWished) void this.#scan();
  }

  /** Scans as if the button had been pressed, once there is an image. */
  wish(): void {
    this.#isWished = true;
    if (this.#image !== undefined) void this.#scan();
  }

  /** Shows a report that was made otherwise than by a scan here, and is kept. */
  take(image: ImageModel, report: Report): void {
    this.#findings.take(image, report);
  }

  cancel(): void {
    this.#findings.cancel();
  }

  close(): void {
    this.#findings.close();
  }

  /** What the page asks of a report that is not shown any more is not done. */
  async act(intent: FindingsIntent): Promise<void> {
    if (intent.type === "scan") return void (await this.#findings.scan(intent.scanner));
    if (intent.type === "lookForReports") return this.#findings.look();
    const image = this.#image;
    if (image === undefined) return;
    const { reports, report } = this.#findings.state;
    const isMeant = (one: typeof report) =>
      one !== undefined && keyOfReport(one, image.manifest.digest) === intent.report;
    if (intent.type === "chooseReport") return this.#findings.choose(reports.find(isMeant));
    if (report === undefined || !isMeant(report)) return;
    switch (intent.type) {
      case "askFindings":
        return this.#post({
          type: "findings",
          report: intent.report,
          rows: await findingRows(report, image),
        });
      case "chooseFinding":
        return this.#findings.chooseFinding(intent.finding);
      case "openFindingLink": {
        const finding = report.findings[intent.finding];
        const link = finding && linksOf(finding)[intent.link];
        if (link !== undefined) await env.openExternal(Uri.parse(link, true));
        return;
      }
      case "exportFindings":
        return saveReport(report, image, intent.format);
    }
  }

  async #scan(): Promise<void> {
    this.#isWished = false;
    await this.#findings.scan().catch((failure: unknown) => showFailure(failure));
  }
}

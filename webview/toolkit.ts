/** The one importer of the webview toolkit: only the components in use, so that the bundle stays small. */
import "./focusProbe.ts";
import {
  type Button,
  type Dropdown,
  type Option,
  type Panels,
  type PanelTab,
  type PanelView,
  type ProgressRing,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
} from "@vscode/webview-ui-toolkit";

export type { Dropdown };

declare global {
  interface HTMLElementTagNameMap {
    "vscode-button": Button;
    "vscode-dropdown": Dropdown;
    "vscode-option": Option;
    "vscode-panels": Panels;
    "vscode-panel-tab": PanelTab;
    "vscode-panel-view": PanelView;
    "vscode-progress-ring": ProgressRing;
  }
}

/** Defines the `vscode-*` elements. Call it once, before the page's load event: the theme is read then. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeProgressRing(),
  );
}

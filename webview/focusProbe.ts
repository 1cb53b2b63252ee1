/**
 * The toolkit finds out whether the browser knows `:focus-visible` by adding a `<style>` to the page. The content
 * security policy refuses that, and the answer comes out wrong. Imported before the toolkit, this hands the probe
 * an element that is no style but has a sheet to try the rule on; it is gone after that.
 */
const createElement = document.createElement.bind(document);

Object.assign(document, {
  createElement: (name: string) => {
    if (name !== "style") return createElement(name);
    Reflect.deleteProperty(document, "createElement");
    return Object.assign(createElement("template"), { sheet: new CSSStyleSheet() });
  },
});

export {};

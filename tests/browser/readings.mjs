// @ts-check
/**
 * How people's own machines and settings draw the same words: with narrow or wide fonts, with WCAG's text spacing (1.4.12)
 * and with letters at 200 % (1.4.4). Whatever is cut off under one of them is a fault.
 */

import { hold } from "./chromium.mjs";

/** The fonts of the two machines in `fonts/`. The page asks for Segoe UI and Arial: the first has Arial's widths, the second neither. */
const FONTS = { narrow: "Liberation Sans", wide: "DejaVu Sans" };

/** The page is really written in the font that is meant; a run in another font would tell nothing. */
export async function checkFonts(page, fonts, selector) {
  const tools = await page.context().newCDPSession(page);
  await tools.send("DOM.enable");
  await tools.send("CSS.enable");
  const { root } = await tools.send("DOM.getDocument");
  const { nodeIds } = await tools.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
  hold(nodeIds.length > 0, `there is nothing to read at ${selector}`);
  const used = new Set();
  for (const nodeId of nodeIds.slice(0, 10)) {
    for (const one of (await tools.send("CSS.getPlatformFontsForNode", { nodeId })).fonts) used.add(one.familyName);
  }
  await tools.detach();
  hold(used.has(FONTS[fonts]) && (fonts === "narrow" || used.size === 1),
    `the page should be written in ${FONTS[fonts]} and is in ${[...used].join(", ")}. Install fonts-liberation and fonts-dejavu-core.`);
}

/**
 * In the page: read everything within `root` in four ways (as it is, spaced, large, both) and tell what is cut off. A part
 * counts as cut off when its words are wider than itself, when they are hidden below its edge, or when it leaves its card.
 * Parts that scroll (a long text that somebody types, a table) cut nothing off. Leaves `root` as it was.
 * @param {string} root a selector
 */
export function cutOff(root) {
  const SPACED = `:is(${root}) * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    :is(${root}) :is(p, .ac-textBlock) { margin-bottom: 2em !important; }`;
  const look = new CSSStyleSheet(); // a sheet made by script and styles set by script are what the page's content policy lets through
  document.adoptedStyleSheets.push(look);
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`:is(${root}), :is(${root}) *`)]);
  const unseen = all.filter((part) => getComputedStyle(part).clipPath !== "none"); // for screen readers alone
  const every = all.filter((part) => !unseen.some((one) => one.contains(part)));
  const cards = new Map(every.map((part) => [part, part.closest(".card")]));
  const found = new Set();

  const read = (reading) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth + 1) found.add(`${reading}: the page is ${scrollWidth} wide on a screen of ${clientWidth}`);
    const edges = new Map([...document.querySelectorAll(".card")].map((one) => [one, one.getBoundingClientRect().right]));
    for (const part of every) {
      if (!part.clientWidth) continue;
      const edge = edges.get(cards.get(part)) ?? Infinity;
      const out = part.getBoundingClientRect().right > edge + 1;
      const wide = part.scrollWidth > part.clientWidth + 1;
      const high = part.scrollHeight > part.clientHeight + 1;
      if (!wide && !high && !out) continue; // styles are dear to ask for, and most parts end here
      if (part.matches("input, textarea, svg *") || !part.textContent?.trim()) continue;
      const style = getComputedStyle(part);
      if (style.display === "inline" || style.visibility === "hidden") continue;
      const cutWide = wide && !/auto|scroll/.test(style.overflowX);
      const cutHigh = high && /hidden|clip/.test(style.overflowY) && style.webkitLineClamp === "none";
      if (!cutWide && !cutHigh && !out) continue;
      const where = part.closest("[data-name]")?.getAttribute("data-name");
      found.add(`${where ? `${where}, ` : ""}${reading}: ${part.outerHTML.slice(0, 400)}`);
    }
  };
  /** Letters at 200 %, as a browser does it whose setting is for letters alone: every size of letters and its line. */
  const enlarge = () => {
    const sizes = every.map((part) => [getComputedStyle(part).fontSize, getComputedStyle(part).lineHeight]);
    const before = every.map((part) => part.style.cssText);
    every.forEach((part, at) => {
      const [size, line] = sizes[at];
      part.style.setProperty("font-size", `${2 * parseFloat(size)}px`, "important");
      if (line !== "normal") part.style.setProperty("line-height", `${2 * parseFloat(line)}px`, "important");
    });
    return () => every.forEach((part, at) => { part.style.cssText = before[at]; });
  };

  read("as it is");
  look.replaceSync(SPACED);
  read("spaced");
  look.replaceSync("");
  const back = enlarge();
  read("large");
  look.replaceSync(SPACED.replace("line-height: 1.5 !important;", ""));
  read("large and spaced");
  back();
  document.adoptedStyleSheets.pop();
  return [...found];
}
